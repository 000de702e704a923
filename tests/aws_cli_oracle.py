"""What the real AWS CLI makes of commands, without sending anything.

usage: aws_cli_oracle.py FILE [--write]

FILE is a JSON object: from a command line to the parameters that would be handed to the client, or
null if the AWS CLI refuses the command. Prints every line where the installed AWS CLI disagrees and
exits with 1 if there is one; with --write, puts its answers into FILE.
"""

import contextlib
import io
import json
import os
import shlex
import sys

os.environ["AWS_CONFIG_FILE"] = os.devnull
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

from awscli import clidriver
from botocore.loaders import create_loader
from botocore.validate import ParamValidator

loader = create_loader()


def answer(words):
    """The parameters of one command, or None."""
    driver = clidriver.create_clidriver()
    for path in driver.session.get_component("data_loader").search_paths:
        if path not in loader.search_paths:
            loader.search_paths.append(path)
    # Shared, so that the large model of EC2 is read only once.
    driver.session.register_component("data_loader", loader)
    captured = []

    def invoke(self, service_name, operation_name, parameters, parsed_globals):
        model = driver.session.get_service_model(service_name).operation_model(operation_name)
        if not ParamValidator().validate(parameters, model.input_shape).has_errors():
            captured.append(parameters)
        return 0

    clidriver.CLIOperationCaller.invoke = invoke
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        with contextlib.suppress(SystemExit):
            driver.main(words)
    return captured[0] if captured else None


def main():
    path, *options = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        known = json.load(file)
    answers = {line: answer(shlex.split(line)[1:]) for line in known}
    if "--write" in options:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(answers, file, indent=1, ensure_ascii=False)
            file.write("\n")
        return 0
    wrong = [line for line in known if answers[line] != known[line]]
    for line in wrong:
        print(f"{line}\n  in the file: {known[line]}\n  AWS CLI:     {answers[line]}")
    return 1 if wrong else 0


sys.exit(main())
