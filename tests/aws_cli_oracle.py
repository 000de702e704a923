#!/usr/bin/env python3
"""What the real AWS CLI, version 1, makes of commands, without sending anything.

usage: aws_cli_oracle.py FILE [--write]

FILE is a JSON object: from a command line to the parameters that would be handed to the client, or
null if the AWS CLI refuses the command. Prints every line where the installed AWS CLI disagrees and
exits with 1 if there is one; with --write, puts its answers into FILE.

Other tests use `Oracle`. The AWS CLI's own `main` reads the words; only its last step, the call of the
service, is replaced by the client's own validation of the parameters. Nothing of the user is read:
neither variables nor files of configuration, credentials or aliases. There is no network.
"""

import contextlib
import gc
import io
import json
import os
import shlex
import socket
import sys
import tempfile

PINNED = "1.45.11"
OPERATIONS = ("copy-image", "copy-snapshot")


def settle_environment():
    """Takes away what the AWS CLI would otherwise read of whoever runs this."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            del os.environ[name]
    os.environ["AWS_CONFIG_FILE"] = os.devnull
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    # Aliases are looked for below the home.
    os.environ["HOME"] = os.path.join(tempfile.gettempdir(), "no-home-for-the-aws-cli")

    def no_network(*_, **__):
        raise OSError("there is no network here")

    socket.socket.connect = no_network
    socket.getaddrinfo = no_network


def text(parameters):
    """Parameters as a text: equal only if every type is (to Python, 1 and true are the same)."""
    return json.dumps(parameters, sort_keys=True)


class Answer:
    """What became of one command."""

    def __init__(self, parameters, fetched):
        # What would be handed to the client; None if nothing would be.
        self.parameters = parameters
        # The addresses whose content the AWS CLI would put in the place of a value.
        self.fetched = fetched


class Oracle:
    """The AWS CLI, loaded once; each command is read in a process of its own, so that none leaves a
    trace for the next."""

    def __init__(self):
        settle_environment()
        import awscli
        from awscli import clidriver, help, paramfile
        from botocore.exceptions import ProfileNotFound
        from botocore.session import Session
        from botocore.validate import ParamValidator

        if awscli.__version__ != PINNED:
            sys.exit(f"aws_cli_oracle.py: AWS CLI {awscli.__version__} instead of {PINNED}")
        self.driver = clidriver.create_clidriver()
        operations = self.driver._get_command_table()["ec2"]._get_command_table()
        models = {}
        for name in OPERATIONS:
            # Touched, so that they are made before and not in each process.
            assert operations[name].arg_table
            model = operations[name]._operation_model
            models[model.name] = model.input_shape
        self.captured = None
        self.fetched = []

        def invoke(caller, service_name, operation_name, parameters, parsed_globals):
            assert service_name == "ec2", service_name
            if not ParamValidator().validate(parameters, models[operation_name]).has_errors():
                self.captured = parameters
            return 0

        def fetch(prefix, uri):
            self.fetched.append(uri)
            return uri

        configuration = Session.get_scoped_config

        def scoped(session):
            # Which profiles there are is for the user's files to say.
            try:
                return configuration(session)
            except ProfileNotFound:
                return {}

        clidriver.CLIOperationCaller.invoke = invoke
        Session.get_scoped_config = scoped
        help.HelpCommand.__call__ = lambda *_: 0
        for prefix in paramfile.REMOTE_PREFIX_MAP:
            paramfile.REMOTE_PREFIX_MAP[prefix] = (fetch, {})
        gc.freeze()

    def answer(self, words):
        """Reads the words behind `aws`."""
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.close(read)
                with os.fdopen(write, "w", encoding="utf-8") as pipe:
                    self._run(words)
                    json.dump([self.captured, self.fetched], pipe)
                code = 0
            finally:
                os._exit(code)
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as pipe:
            text = pipe.read()
        _, status = os.waitpid(child, 0)
        if status != 0:
            sys.exit(f"aws_cli_oracle.py: no answer to {shlex.join(words)}")
        return Answer(*json.loads(text))

    def _run(self, words):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            with contextlib.suppress(SystemExit):
                self.driver.main(words)


def main():
    path, *options = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        known = json.load(file)
    oracle = Oracle()
    answers = {line: oracle.answer(shlex.split(line)[1:]).parameters for line in known}
    if "--write" in options:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(answers, file, indent=1, ensure_ascii=False)
            file.write("\n")
        return 0
    wrong = [line for line in known if text(answers[line]) != text(known[line])]
    for line in wrong:
        print(f"{line}\n  in the file: {known[line]}\n  AWS CLI:     {answers[line]}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
