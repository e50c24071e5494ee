"""Make-believe people: messages that hold what tells who somebody is, in the ways in which people write it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

FIRST = (
    "Ramesh",
    "Sunita",
    "Imran",
    "Lakshmi",
    "Gurpreet",
    "Anjali",
    "Venkatesh",
    "Bhavna",
    "Zoya",
    "Harpreet",
    "रमेश",
    "सुनीता",
    "इमरान",
    "लक्ष्मी",
    "రమేష్",
    "లక్ష్మి",
    "వెంకటేష్",
    "ramesh",
    "sunita",
    "SANTOSH",
)
LAST = ("Kumar", "Devi", "Khan", "Sharma", "Reddy", "Chatterjee", "Patil", "", "")
OPENINGS = (
    "my name is {}",
    "My name is {} and",
    "mera naam {} hai",
    "मेरा नाम {} है",
    "నా పేరు {},",
    "naa peru {},",
    "myself {}.",
    "mera nam {} hai",
    "हमारा नाम {} है",
)
ZEROS = (0x30, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0x660, 0x6F0, 0xFF10)
"""Where the digits of each script begin."""
QUESTIONS = (
    "{} loan kaise milega",
    "how do I get a stall in {}",
    "{} मेरी दुकान का बीमा",
    "what is the fee {}",
    "{} బీమా ఎలా",
)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Secret:
    """A message and the parts of it that must not be kept."""

    text: str
    parts: tuple[str, ...]


def secrets(count: int, seed: int = 11) -> Iterator[Secret]:
    """Yield messages, each with one thing about a person."""
    rng = random.Random(seed)
    makers = (_phone, _phone, _aadhaar, _email, _upi, _pan, _name, _name, _landline, _spoken)
    for number in range(count):
        shown, parts = makers[number % len(makers)](rng)
        yield Secret(rng.choice(QUESTIONS).format(shown), parts)


def _digits(rng: random.Random, count: int) -> str:
    return str(rng.randrange(6, 10)) + "".join(rng.choice("0123456789") for _ in range(count - 1))


def _in_script(digits: str, rng: random.Random) -> str:
    zero = rng.choice(ZEROS)
    return "".join(chr(zero + int(c)) if c.isdigit() else c for c in digits)


def _phone(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    n = _digits(rng, 10)
    form = rng.choice(
        (
            "{a}{b}",
            "+91{a}{b}",
            "+91 {a} {b}",
            "+91-{a}-{b}",
            "0{a}{b}",
            "91{a}{b}",
            "0091 {a}{b}",
            "{a} {b}",
            "{a}-{b}",
            "{a}.{b}",
            "(+91) {a} {b}",
            "{s}",
            "{z}",
            "tel:{a}{b}",
            "{a} / {b}",
        )
    )
    shown = form.format(a=n[:5], b=n[5:], s=" ".join(n), z="\u200b".join((n[:3], n[3:])))
    return _in_script(shown, rng), (n, n[:5], n[5:])


def _landline(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    n = _digits(rng, 7)
    return _in_script(rng.choice(("0591-{}", "(0591) {}", "0591 {}", "{}")).format(n), rng), (n,)


def _aadhaar(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    n = _digits(rng, 12)
    sep = rng.choice(("", " ", "-", " - "))
    return _in_script(sep.join((n[:4], n[4:8], n[8:])), rng), (n, n[4:8] + n[8:])


def _email(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    who = f"{rng.choice(('ramesh', 'sunita', 'imran'))}{rng.randrange(100)}"
    return rng.choice(("{}@gmail.com", "{}@mail.co.in", "{} @ nic.in", "{}[at]gmail[dot]com")).format(who), (who,)


def _upi(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    who = f"{rng.choice(('ramesh', 'sunita.k', 'imran'))}{rng.randrange(1000)}"
    return f"{who}@{rng.choice(('okhdfcbank', 'ybl', 'paytm', 'upi'))}", (who,)


def _pan(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    letters = "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(5))
    number = f"{letters}{rng.randrange(1000, 10000)}{rng.choice('ABCDEFGH')}"
    return rng.choice((number, number.lower(), f"{number[:5]} {number[5:9]} {number[9:]}")), (number, number[5:9])


def _name(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    return rng.choice(OPENINGS).format(f"{first} {last}".strip()), tuple(part for part in (first, last) if part)


def _spoken(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    words = " ".join(_WORDS[int(c)] for c in _digits(rng, 10))
    return words, (words, " ".join(words.split()[:5]))
