"""A new side for tests: answers by rule, and knows the rules as the generated app does."""

import asyncio


class NewSide:
    """``answers`` maps a path to status and body; ``rules`` maps a path to its rule."""

    def __init__(self, rules, answers=None):
        self.rules = rules
        self.answers = answers or {}
        self.asked = []
        self.lifespan = []
        self.delay = 0

    def match_rule(self, scope):
        return self.rules.get(scope["path"])

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            for what in ("startup", "shutdown"):
                await receive()
                self.lifespan.append(what)
                await send({"type": f"lifespan.{what}.complete"})
            return
        self.asked.append((scope["method"], scope["path"]))
        await asyncio.sleep(self.delay)
        answer = self.answers.get(scope["path"], (200, b"new"))
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})
