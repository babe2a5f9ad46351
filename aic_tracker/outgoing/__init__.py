"""The one door by which a request leaves for an address that people gave: look-ups, links of evidence, webhooks."""
