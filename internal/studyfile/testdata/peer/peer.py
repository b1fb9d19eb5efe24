"""Second opinion on study files: PyYAML reads them, jsonschema checks them.

Reads a JSON request from standard input and writes a JSON answer. It shares no
code with sekisho; the test compares the answers.

  {"trees": [path, ...]}                      -> {"trees": [value, ...]}
  {"schema": {...}, "instances": [value, ...]} -> {"valid": [true, ...]}
"""

import datetime
import json
import sys

import yaml
from jsonschema import Draft202012Validator, FormatChecker


def tree(path):
    """Gives the values of a file, every scalar as the text that was written."""
    with open(path, encoding="utf-8") as f:
        return yaml.load(f, Loader=yaml.BaseLoader)


checker = FormatChecker(formats=())


@checker.checks("date", raises=ValueError)
def date(value):
    if isinstance(value, str):
        datetime.datetime.strptime(value, "%Y-%m-%d")
    return True


@checker.checks("date-or-month", raises=ValueError)
def date_or_month(value):
    if isinstance(value, str):
        datetime.datetime.strptime(value, "%Y-%m-%d" if len(value) > 7 else "%Y-%m")
    return True


def main():
    request = json.load(sys.stdin)
    answer = {}
    if "trees" in request:
        answer["trees"] = [tree(p) for p in request["trees"]]
    if "schema" in request:
        Draft202012Validator.check_schema(request["schema"])
        validator = Draft202012Validator(request["schema"], format_checker=checker)
        answer["valid"] = [validator.is_valid(i) for i in request["instances"]]
    json.dump(answer, sys.stdout)


main()
