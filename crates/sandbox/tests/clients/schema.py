"""Answers of the sandbox against the OpenAPI description of the subset of Graph it stands for."""

import copy
import os
import re

import yaml
from jsonschema import Draft202012Validator, FormatChecker

GRAPH = __import__("json").loads(os.environ["SANDBOX"])["graph"]
DESCRIPTION = os.path.join(os.path.dirname(__file__), "..", "graph-openapi-subset.yaml")


class Schema:
    """Knows the paths of the description and which of them answered well."""

    @classmethod
    def load(cls):
        with open(DESCRIPTION, encoding="utf-8") as file:
            return cls(yaml.safe_load(file))

    def __init__(self, description):
        self.components = as_json_schema(copy.deepcopy(description["components"]))
        self.answers = {}
        for path, methods in description["paths"].items():
            for method, operation in methods.items():
                if method not in ("get", "post"):
                    continue
                good = next((answer for status, answer in operation["responses"].items() if status.startswith("2")), None)
                pattern = re.compile("^" + re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path)) + "$")
                self.answers[(method.upper(), path)] = (pattern, good, as_json_schema(copy.deepcopy((good or {}).get("content", {}))))
        self.checked = set()
        self.errors = self.components.get("responses", {})

    def get(self, session, target, headers):
        url = target if target.startswith("http") else GRAPH + target
        answer = session.get(url, headers=headers, timeout=30)
        self.check("GET", url.removeprefix(GRAPH).split("?")[0], answer)
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        return answer.json() if is_json and answer.ok else None

    def check(self, method, path, answer):
        """Fails unless a 2xx body fits; refusals must be Graph errors."""
        content_type = answer.headers.get("content-type", "")
        if not answer.ok:
            assert content_type.startswith("application/json"), (path, answer.status_code, content_type)
            assert {"code", "message"} <= answer.json()["error"].keys(), answer.text
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        for (known, name), (pattern, good, content) in sorted(self.answers.items(), key=most_specific):
            if known != method or not pattern.match(path.replace("delta()", "delta")):
                continue
            self.checked.add((known, name))
            kind = content_type.split(";")[0]
            assert kind in content, f"{path}: {kind} is not one of {list(content)}"
            if kind == "application/json":
                self.validate(path, content[kind]["schema"], answer.json())
            return
        raise AssertionError(f"{method} {path} is not in the description")

    def validate(self, path, schema, body):
        validator = Draft202012Validator({**schema, "components": self.components}, format_checker=FormatChecker())
        faults = [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}" for fault in validator.iter_errors(body)]
        assert not faults, f"{path}: {faults[:5]}"
        unknown = sorted(set(self.unknown(schema, body)))
        assert not unknown, f"{path}: properties that Graph does not have: {unknown}"

    def unknown(self, schema, body, at=""):
        """Names of properties that no schema mentions; `@…` annotations are free."""
        if isinstance(body, list):
            items = next((one["items"] for one in self.flat(schema) if "items" in one), {})
            for item in body:
                yield from self.unknown(items, item, at)
        elif isinstance(body, dict):
            derived = body.get("@odata.type", "").removeprefix("#")
            schema = self.components["schemas"].get(derived, schema)
            known, open_ended = {}, bool(derived) and derived not in self.components["schemas"]
            for one in self.flat(schema):
                known.update(one.get("properties", {}))
                open_ended |= bool(one.get("additionalProperties")) or one == {}
            for name, value in body.items():
                if name in known:
                    yield from self.unknown(known[name], value, f"{at}/{name}")
                elif not open_ended and "@" not in name:
                    yield f"{at}/{name}"

    def flat(self, schema):
        """The schema and everything it refers to or is made of."""
        if "$ref" in schema:
            target = {"components": self.components}
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            yield from self.flat(target)
            return
        yield schema
        for kind in ("allOf", "anyOf", "oneOf"):
            for one in schema.get(kind, []):
                yield from self.flat(one)

    def unchecked(self):
        return {f"{method} {path}" for method, path in self.answers if (method, path) not in self.checked}


def most_specific(answer):
    """Paths with more of their own words come first: `getAllTranscripts(…)` is no `{onlineMeeting-id}`."""
    return -len(re.sub(r"\{[^}]+\}", "", answer[0][1]))


def as_json_schema(node):
    """OpenAPI 3.0 says `nullable`; JSON Schema says `null` is one of the types."""
    if isinstance(node, list):
        return [as_json_schema(one) for one in node]
    if not isinstance(node, dict):
        return node
    node = {name: as_json_schema(value) for name, value in node.items()}
    if node.pop("nullable", False) is True:
        return {"anyOf": [node, {"type": "null"}]}
    return node
