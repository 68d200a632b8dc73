"""How changes travel between a laptop and its province; the core does no I/O over a network.

    client.request() → bytes ─▶ province.handle(bytes) → frames ─▶ client.feed(frame)

Network, USB stick and simulator carry the same bytes.  The steps, one file each, hold both sides:
`hello` (who, what version, tokens), `push` (operations and answers), `pull` (pages).
"""
