"""What must be refused clearly, or kept as it is: the table of bad input, by family."""

NBSP, NARROW = "\u00a0", "\u202f"

# Read by every text field; the second says what becomes of it: « kept », « refused », « blank », « rewritten ».
TEXTS = {
    "empty": ("", "blank"),
    "spaces": ("   ", "blank"),
    "no-break spaces": (NBSP * 3, "blank"),
    "NUL": ("a\x00b", "refused"),
    # Its bytes are no UTF-8: the server gives them as they were written, « %ED%A0%80 ».
    "lone surrogate": ("a\ud800b", "rewritten"),
    "right-to-left override": ("Viki\u202edia", "refused"),
    "zero-width alone": ("\u200b\u200b", "blank"),
    "zero-width inside": ("Viki\u200bdia", "kept"),
    "composed": ("\u00c9cole", "kept"),
    "decomposed": ("E\u0301cole", "kept"),
    "emoji": ("Merci 🎉 👩\u200d🌾", "kept"),
    "script": ("<script>alert(1)</script>", "kept"),
    "javascript": ("[lire](javascript:alert(1))", "kept"),
    "raw HTML": ("<img src=x onerror=alert(1)>", "kept"),
    "template": ("{{7*7}}", "kept"),
    "formula": ("=cmd()", "kept"),
    "100,000 characters": ("a" * 100_000, "refused"),
}
ONE_LINE = {
    "CR LF": "Camille\r\nBcc: b@example.org",
    "LF": "Camille\nDurand",
}
NUMBERS = {
    "NaN": "NaN",
    "infinity": "inf",
    "power of ten": "1e999999",
    "beyond an integer": str(2**63),
    "full-width digits": "９９",
    "underscore": "1_000",
    "words": "douze",
    "two commas": "1,2,3",
    "NUL": "1\x002",
    "40 digits": "9" * 40,
}
DAYS = {
    "30/02": "30/02/2026",
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "two digits": "31/12/25",
    "not a leap year": "29/02/2027",
    "month 13": "2026-13-01",
    "words": "demain",
    "full-width digits": "２０２６-03-02",
    "NUL": "2026-03-02\x00",
}
HOURS = {
    "the hour that spring skips": ("2026-03-29", "02:30"),
    "25 h": ("2026-03-12", "25:00"),
    "an hour alone": ("", "14:30"),
    "a day alone": ("2026-03-12", ""),
    "words": ("2026-03-12", "midi"),
}
ADDRESSES = {
    "no @": "camille",
    "two addresses": "a@example.org, b@example.org",
    "a header": "a@example.org\r\nBcc: b@example.org",
    "254 and more": "a@" + "b" * 250 + ".org",
    "two @": "a@b@example.org",
    "NUL": "a\x00@example.org",
}
LINKS = {
    "javascript": "javascript:alert(1)",
    "data": "data:text/html,x",
    "no scheme": "//example.org",
    "password": "https://user:secret@example.org",
    "port": "https://example.org:99999",
    "space": "https://a b.org",
    "CR LF": "https://example.org/\r\nSet-Cookie: a=b",
}
# In the place of a number of an address, or of a row in a list.
IDENTIFIERS = ("abc", str(2**63), "-1", "0", "999999", "1.0", "９", "1 OR 1=1", "")
