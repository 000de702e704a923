"""Command lines for the AWS CLI, made at random from a seed.

They are lines that somebody could type, and lines with one or two slips: everything that the AWS CLI's
parser treats in a way of its own occurs, and each line knows which of these classes it belongs to. What
a shell would still replace (`$NAME`, backticks) does not occur: both programs get the words as they are.
"""

import json
import os
import re
import string
from collections import Counter

# The parameters of each operation: the option, its kind, and whether it is required.
OPERATIONS = {
    "copy-image": {
        "Name": ("--name", "name", True),
        "SourceImageId": ("--source-image-id", "image", True),
        "SourceRegion": ("--source-region", "region", True),
        "Description": ("--description", "text", False),
        "ClientToken": ("--client-token", "text", False),
        "Encrypted": ("--encrypted", "boolean", False),
        "KmsKeyId": ("--kms-key-id", "key", False),
        "DestinationOutpostArn": ("--destination-outpost-arn", "text", False),
        "DestinationAvailabilityZone": ("--destination-availability-zone", "text", False),
        "DestinationAvailabilityZoneId": ("--destination-availability-zone-id", "text", False),
        "CopyImageTags": ("--copy-image-tags", "boolean", False),
        "TagSpecifications": ("--tag-specifications", "tags", False),
        "SnapshotCopyCompletionDurationMinutes": (
            "--snapshot-copy-completion-duration-minutes", "minutes", False),
        "DryRun": ("--dry-run", "boolean", False),
    },
    "copy-snapshot": {
        "SourceSnapshotId": ("--source-snapshot-id", "snapshot", True),
        "SourceRegion": ("--source-region", "region", True),
        "Description": ("--description", "text", False),
        "Encrypted": ("--encrypted", "boolean", False),
        "KmsKeyId": ("--kms-key-id", "key", False),
        "DestinationOutpostArn": ("--destination-outpost-arn", "text", False),
        "DestinationAvailabilityZone": ("--destination-availability-zone", "text", False),
        "DestinationRegion": ("--destination-region", "region", False),
        "PresignedUrl": ("--presigned-url", "url", False),
        "CompletionDurationMinutes": ("--completion-duration-minutes", "minutes", False),
        "TagSpecifications": ("--tag-specifications", "tags", False),
        "DryRun": ("--dry-run", "boolean", False),
    },
}

GLOBALS = [
    ["--debug"], ["--no-verify-ssl"], ["--no-paginate"], ["--no-sign-request"], ["--v2-debug"],
    ["--region", "us-east-1"], ["--region", "eu-west-1"], ["--region", ""], ["--profile", "backup"],
    ["--output", "json"], ["--output", "text"], ["--output", "table"], ["--color", "off"],
    ["--query", "ImageId"], ["--query", "SnapshotId"], ["--ca-bundle", "/etc/bundle.pem"],
    ["--endpoint-url", "https://ec2.us-east-1.amazonaws.com"], ["--cli-read-timeout", "60"],
    ["--cli-connect-timeout", " 0 "],
]
# Each is refused, or prints something and copies nothing.
WRONG_GLOBALS = [
    ["--output", "jsn"], ["--output"], ["--color", "blue"], ["--cli-read-timeout", "x"],
    ["--endpoint-url", "ec2.us-east-1.amazonaws.com"], ["--no-verify"], ["--no"], ["--cli"],
    ["--version"], ["--regio=us-east-1", "--debug=yes"], ["--region"],
]
LETTERS = string.ascii_letters + string.digits
PLAIN = LETTERS + "-_./:+%^~!#&*;<>?|"
ODD = " ,={}[]()\"'\\@$5-\té中\U0001f600\u00a0"
QUOTES = "\"'\\"
# What a shell would still replace.
VARIABLE = re.compile(r"[$][A-Za-z_{(]")


class Line:
    """The words behind `aws`, and what is special about them."""

    def __init__(self, words, classes):
        self.words = words
        self.classes = classes


class Lines:
    """Makes lines; `folder` holds the files that they name."""

    def __init__(self, random, folder):
        self.random = random
        self.folder = folder
        self.files = 0
        self.classes = Counter()

    def line(self):
        self.classes = Counter()
        random = self.random
        self.operation = operation = random.choice(list(OPERATIONS))
        table = OPERATIONS[operation]
        given = [name for name, (_, _, required) in table.items() if required]
        others = [name for name in table if name not in given]
        given += random.sample(others, random.choice([0, 0, 1, 1, 2, 3, 4]))
        if "TagSpecifications" not in given and random.random() < 0.15:
            given.append("TagSpecifications")
        input_names = []
        if random.random() < 0.2:
            input_names = random.sample(given, random.randint(1, len(given)))
            input_names += random.sample(list(table), random.choice([0, 0, 1, 2]))
        replaced = [name for name in input_names if random.random() < 0.35]
        items = [self.option(table, name) for name in given if name not in input_names or name in replaced]
        if input_names:
            self.classes["--cli-input-json"] += 1
            if replaced:
                self.classes["--cli-input-json with flags over it"] += 1
            items.append(self.input(table, input_names))
        if random.random() < 0.1:
            name = random.choice(given)
            items.append(self.option(table, name))
            self.classes["repeats"] += 1
        random.shuffle(items)
        if random.random() < 0.12:
            self.slip(table, items)
        words = [operation]
        for item in items:
            words += self.spelt(table, item)
        return Line(self.around(words), self.classes)

    # The command around the options.

    def around(self, words):
        random = self.random
        words = [word for word in words]
        if random.random() < 0.05:
            words.insert(random.choice([1, 1, len(words)]), "--")
            self.classes["--"] += 1
        words.insert(0, "ec2")
        for _ in range(random.choice([0, 0, 0, 1, 1, 2])):
            group = random.choice(WRONG_GLOBALS if random.random() < 0.08 else GLOBALS)
            self.classes["options of every command"] += 1
            # Between whole options, so that no value is parted from its option.
            places = [0, 1] + [at for at in range(2, len(words) + 1) if self.is_border(words, at)]
            at = random.choice(places)
            words[at:at] = self.shape(group[0], group[1:], [option for option, *_ in GLOBALS])
        return words

    @staticmethod
    def is_border(words, at):
        return at == len(words) or words[at].startswith("--")

    # One option.

    def option(self, table, name):
        """An option as a list: itself and its values."""
        flag, kind, _ = table[name]
        random = self.random
        if kind == "boolean" and random.random() < 0.5:
            flag = negative(flag)
        self.classes[f"{self.operation} {flag}"] += 1
        if kind == "boolean":
            return [flag]
        if kind == "tags":
            return [flag, *self.tags()]
        return [flag, self.value(kind)]

    def spelt(self, table, item):
        return self.shape(item[0], item[1:], all_options(table))

    def shape(self, flag, values, known):
        """An option as words: in full or cut short, in one word with its value or not."""
        random = self.random
        if flag in known and random.random() < 0.12:
            short = self.short(flag, known)
            if short != flag:
                self.classes["prefixes"] += 1
                flag = short
        if values and random.random() < 0.12:
            self.classes["= forms"] += 1
            return [f"{flag}={values[0]}", *values[1:]]
        return [flag, *values]

    def short(self, flag, known):
        """Mostly as short as is clear, sometimes too short."""
        shortest = next(
            (end for end in range(3, len(flag)) if [one for one in known if one.startswith(flag[:end])] == [flag]),
            len(flag),
        )
        lowest = 3 if self.random.random() < 0.2 else min(shortest, len(flag))
        return flag[: self.random.randint(lowest, len(flag))]

    # Values.

    def value(self, kind):
        random = self.random
        if kind == "minutes":
            return self.minutes()
        if random.random() < 0.3:
            return self.text()
        if kind == "url" or (kind == "text" and random.random() < 0.05):
            if random.random() < 0.6:
                self.classes["addresses"] += 1
                return random.choice(["https://", "http://"]) + self.some(LETTERS, 1, 9) + ".example/x?a=b&c=d"
        if random.random() < 0.05:
            self.classes["files"] += 1
            return self.file(self.text())
        return {
            "region": random.choice(["us-west-2", "eu-central-1", "us-gov-west-1"]),
            "image": "ami-" + self.some("0123456789abcdef", 17, 17),
            "snapshot": "snap-" + self.some("0123456789abcdef", 17, 17),
            "key": random.choice(["alias/backup", "1234abcd-12ab-34cd-56ef-1234567890ab"]),
            "name": "web-" + self.some(LETTERS, 1, 6),
        }.get(kind, "nightly copy")

    def text(self):
        random = self.random
        shape = random.random()
        if shape < 0.12:
            self.classes["empty values"] += 1
            return ""
        if shape < 0.22:
            self.classes["negative numbers"] += 1
            return random.choice(["-5", "-0", "-2.5", "-.5", "-12"])
        if shape < 0.27:
            return random.choice(["-", "-x", "- x", "-x y", "--x y", "-five", "-5 and more"])
        if shape < 0.37:
            self.classes["numbers"] += 1
            return random.choice(["0", "42", "1e3", "007", "3.5"])
        if shape < 0.44:
            self.classes["booleans"] += 1
            return random.choice(["true", "false", "True", "null"])
        text = self.some(PLAIN + ODD, 1, 9)
        if any(quote in text for quote in QUOTES):
            self.classes["quotes"] += 1
        if not text.isascii():
            self.classes["unicode"] += 1
        return text

    def minutes(self):
        random = self.random
        self.classes["numbers"] += 1
        if random.random() < 0.7:
            return random.choice(["15", "60", "2880", "0", "7", "4000", "+30", " 45 ", "1_5", "0060"])
        if random.random() < 0.3:
            self.classes["files"] += 1
            return self.file(random.choice(["60", "60\n", " 15", "x", ""]))
        return random.choice(["1h", "", "-15", "15.0", "1e2", "0x10", "1__5", "_1", "true", "- 5", "15 minutes"])

    def some(self, letters, least, most):
        text = "".join(self.random.choice(letters) for _ in range(self.random.randint(least, most)))
        return text.replace("$", "$5")

    def file(self, text, data=None):
        """The value that stands for a file with this content."""
        self.files += 1
        name = f"value-{self.files}.txt"
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(text.encode() if data is None else data)
        odds = self.random.random()
        if odds < 0.06:
            return f"file://{name}.missing"
        return f"fileb://{name}" if odds < 0.14 else f"file://{name}"

    # Tag specifications.

    def tags(self):
        random = self.random
        self.classes["tag specifications"] += 1
        count = random.choice([1, 1, 1, 1, 2, 2, 3, 0])
        odds = random.random()
        if odds < 0.65:
            return [self.mangled(self.shorthand()) for _ in range(count)]
        if odds < 0.75:
            return [self.mangled(json.dumps(self.specification(), ensure_ascii=False)) for _ in range(count)]
        if odds < 0.8:
            return [random.choice([self.shorthand(), "{}", "[]", "", " ", "x"]) for _ in range(count)]
        text = json.dumps([self.specification() for _ in range(count)], ensure_ascii=random.random() < 0.5)
        if odds < 0.95:
            return [self.mangled(text)]
        self.classes["files"] += 1
        return [self.file(random.choice([text, text + "\n", text, self.shorthand(), "", "{}"]))]

    def shorthand(self):
        random = self.random
        parts = [f"ResourceType={random.choice(['image', 'snapshot', 'volume', ''])}"]
        odds = random.random()
        pairs = [self.pair() for _ in range(random.choice([0, 1, 1, 2, 3]))]
        if odds < 0.65:
            parts.append("Tags=[" + self.join("{" + self.join(pair) + "}" for pair in pairs) + "]")
        elif odds < 0.72:
            # Several tags in one pair of braces.
            self.classes["lost tags"] += 1
            parts.append("Tags=[{" + self.join(self.join(pair) for pair in pairs + [self.pair()]) + "}]")
        elif odds < 0.78:
            # As a shell leaves braces that are not quoted.
            self.classes["braces taken apart"] += 1
            parts.append("Tags=[" + random.choice(["Key=a", "Value=b", "Key=a,Value=b"]) + "]")
        elif odds < 0.86:
            parts.append("Tags={" + self.join(self.pair()) + "}")
        elif odds < 0.92:
            parts.append(random.choice(["Tags=a,b", "Tags=", "Tags=Key=a,Value=b", "Tags=[a,[b],{}]", "Tags@=x"]))
        if random.random() < 0.2:
            random.shuffle(parts)
        if random.random() < 0.05:
            parts.append(random.choice([*parts, "Tag=x", "=", "a=b=c"]))
        return self.join(parts)

    def join(self, parts):
        return self.random.choice([",", ",", ",", ",", ", ", " ,"]).join(parts)

    def pair(self):
        random = self.random
        names = ("Key", "Value") if random.random() < 0.94 else random.choice([("Name", "Value"), ("key", "value")])
        pair = [f"{names[0]}={self.shorthand_text()}", f"{names[1]}={self.shorthand_text()}"]
        return pair[: random.choice([2, 2, 2, 2, 2, 1])]

    def shorthand_text(self):
        random = self.random
        odds = random.random()
        if odds < 0.5:
            return self.some(LETTERS, 1, 5)
        if odds < 0.58:
            return ""
        text = self.some(LETTERS + ODD, 0, 6)
        if odds < 0.7:
            return text
        self.classes["quotes"] += 1
        quote = random.choice("'\"")
        if random.random() < 0.8:
            text = text.replace(quote, "\\" + quote)
        return quote + text + quote

    def specification(self):
        random = self.random
        tags = [{"Key": self.text(), "Value": self.text()} for _ in range(random.choice([0, 1, 1, 2]))]
        specification = {"ResourceType": random.choice(["image", "snapshot"]), "Tags": tags}
        if random.random() < 0.2:
            wrong = random.choice([("ResourceType", 5), ("Tags", {}), ("Tags", ["a"]), ("Tag", []), ("Tags", None)])
            specification[wrong[0]] = wrong[1]
        if tags and random.random() < 0.1:
            tags[0][random.choice(["key", "Value", "Name"])] = random.choice([1, True, None, "x", []])
        return specification

    def mangled(self, text):
        """The text with one character too many, missing, or another; mostly as it is."""
        random = self.random
        if random.random() > 0.12 or not text:
            return text
        self.classes["slips in a value"] += 1
        at = random.randrange(len(text))
        letter = random.choice(ODD + QUOTES + "a1,{}[]")
        slipped = text[:at] + random.choice(["", letter, letter]) + text[at + random.choice([0, 1]) :]
        return text if VARIABLE.search(slipped) else slipped

    # --cli-input-json.

    def input(self, table, names):
        random = self.random
        members = {}
        for name in names:
            members[name] = self.json_value(table[name][1])
        odds = random.random()
        if odds < 0.05:
            members[random.choice(["Nmae", "sourceRegion", "Region", "", "TagSpecification"])] = "x"
        text = json.dumps(members, ensure_ascii=random.random() < 0.5, indent=random.choice([None, None, 2]))
        if odds > 0.95:
            text = random.choice(["[]", "null", "5", "", "{", '"x"', text + text, text[1:]])
        elif 0.9 < odds:
            # The same name twice: the last counts.
            name = random.choice(names)
            text = text.rstrip("} \n") + f', "{name}": {json.dumps(self.json_value(table[name][1]))}' + "}"
            self.classes["the same key twice in JSON"] += 1
        text = self.mangled(text)
        value = text
        if random.random() < 0.3:
            self.classes["files"] += 1
            data = None
            if random.random() < 0.1:
                data = random.choice([b"\xef\xbb\xbf" + text.encode(), b"\xff" + text.encode()])
            value = self.file(text.replace("\n", "\r\n"), data)
        return ["--cli-input-json", value]

    def json_value(self, kind):
        random = self.random
        if random.random() < 0.1:
            return random.choice([None, 5, 2.0, True, False, "x", "", [], {}, ["a"], -1])
        if kind == "boolean":
            return random.random() < 0.5
        if kind == "minutes":
            return random.choice([15, 60, 2880, 0, 1, 5000])
        if kind == "tags":
            return [self.specification() for _ in range(random.choice([0, 1, 2]))]
        value = self.value(kind)
        return value if not value.startswith("file") else "x"

    # Slips.

    def slip(self, table, items):
        random = self.random
        self.classes["slips"] += 1
        kind = random.randrange(7)
        item = random.choice(items)
        if kind == 0:
            items.remove(item)
        elif kind == 1:
            del item[1:]
        elif kind == 2:
            item.append(random.choice(["true", "false", "extra", "", "help", "-5"]))
        elif kind == 3:
            items.append([random.choice(["--foo", "-x", "--kms-key", "--names", "--Encrypted", "--snapshot-id"])])
        elif kind == 4:
            other = OPERATIONS["copy-image" if "SourceSnapshotId" in table else "copy-snapshot"]
            flag, kind, _ = other[random.choice([name for name in other if name not in table])]
            items.append([flag] if kind == "boolean" else [flag, "x"])
        elif kind == 5:
            items.insert(random.randint(0, len(items)), [random.choice(["extra", "help", "", "-3"])])
        else:
            items.append([random.choice(["--generate-cli-skeleton", "--encrypted=true", "--dry-run="])])


def all_options(table, others=True):
    """The options of an operation; with those that are no parameters, or without."""
    options = ["--cli-input-json", "--generate-cli-skeleton"] if others else []
    for flag, kind, _ in table.values():
        options += [flag, negative(flag)] if kind == "boolean" else [flag]
    return options


def negative(flag):
    return flag.replace("--", "--no-", 1)
