"""Sends calls as Appwrite's SDK for Python does: flattened names, str() of each value, an empty type on GET."""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request


def flatten(value, name=""):
    if isinstance(value, dict):
        pairs = [(f"{name}[{key}]" if name else key, item) for key, item in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{name}[{index}]", item) for index, item in enumerate(value)]
    else:
        return [(name, str(value))]
    return [flat for key, item in pairs for flat in flatten(item, key)]


def send(call, endpoint, headers):
    params = {key: value for key, value in call["params"].items() if value is not None}
    url, data = endpoint + call["path"], None
    headers = {**headers, "content-type": "application/json"}
    if call["method"] == "GET":
        headers["content-type"] = ""
        if params:
            url += "?" + urllib.parse.urlencode(flatten(params))
    else:
        data = json.dumps(params).encode()
    request = urllib.request.Request(url, data=data, headers=headers, method=call["method"])
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as refusal:
        answer = refusal
    with answer:
        kind = answer.headers.get("content-type", "")
        return {"status": answer.status, "type": kind, "text": answer.read().decode()}


given = json.load(sys.stdin)
print(json.dumps([send(call, given["endpoint"], given["headers"]) for call in given["calls"]]))
