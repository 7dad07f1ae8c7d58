# driver.py MODE FOLDER: see ../runtimes.mjs.
import base64
import importlib
import os
import sys
from types import SimpleNamespace

mode, folder = sys.argv[1:]
sys.dont_write_bytecode = True
lines = sys.stdin.read().split("\n")[:-1]


def load(name):
    # As a package, since one of the samples is a module of an application.
    sys.path[:0] = [folder, os.path.dirname(folder)]
    return importlib.import_module(f"{os.path.basename(folder)}.{name}")


def decode(text):
    return base64.b64decode(text).decode("utf-8")


def encode(text):
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def user(line):
    return int(line[1:]) if line.startswith("#") else decode(line)


def session(line):
    return {} if line == "-" else {"user_id": user(line)}


def request(line):
    signed_in = line not in ("-", "")
    return SimpleNamespace(user=SimpleNamespace(is_authenticated=signed_in, pk=user(line) if signed_in else None))


def written(identity):
    return "-" if identity is None else encode(identity["user_id"]) + "\t" + identity["identifier_hash"]


if mode == "hash":
    make = load("identifier_hash").identifier_hash
    answers = [make(*map(decode, line.split("\t"))) for line in lines]
elif mode == "token":
    make = load("identity_token").identity_token
    answers = [make(*map(decode, line.split("\t"))) for line in lines]
elif mode == "framework":
    processor = load("context_processors").chatku_identity
    answers = [written(processor(request(line))["chatku_identity"]) for line in lines]
else:
    identities = [load("identity").chatku_identity(session(line)) for line in lines]
    if mode == "identity":
        answers = [written(identity) for identity in identities]
    else:
        answers = [encode(load("page").identity_script(identity)) for identity in identities]
print("\n".join(answers))
