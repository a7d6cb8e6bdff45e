"""A browser for tests: opens an address, follows redirects, and sends the form of form_post as its script would."""

import html
import re
import sys

import requests

page = requests.get(sys.argv[1], timeout=10)
page.raise_for_status()
if action := re.search(r'<form[^>]* action="([^"]+)"', page.text):
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', page.text)}
    requests.post(html.unescape(action[1]), data=fields, timeout=10).raise_for_status()
