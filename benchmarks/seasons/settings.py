"""What each process of a build is told, so that one session opens them all."""


def environment(url: str, folder: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "AIC_APP_SECRET": "a secret that only the benchmark knows, long enough",
        "AIC_APP_BASE_URL": "http://localhost",
        "AIC_APP_INSTANCE": folder,
        "AIC_SMTP_HOST": "127.0.0.1",
    }
