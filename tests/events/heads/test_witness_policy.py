"""Policies: every rule of tlog-policy, and the quorum against an independent reckoning."""

import itertools
import random
from collections.abc import Sequence

import pytest

from events.heads.checkpoint import signature_by
from events.heads.note_keys import COSIGNATURE, ED25519, ML_DSA_44, BadSignature, VerifierKey
from events.heads.witness_policy import MalformedPolicy, PolicyLog, WitnessPolicy
from tests.worlds.memory_log import NOON, MemoryLog, key_named, witness_key

LOG = key_named("log.example/readiness").verifier
KEYS = [witness_key(number).verifier for number in range(8)]
W0, W1, W2 = (f"witness {name} {key}\n" for name, key in zip("ABC", KEYS, strict=False))


def policy(*lines: str | bytes) -> WitnessPolicy:
    """A policy of these lines, whose newlines they bring along."""
    return WitnessPolicy.parse(b"".join(x if isinstance(x, bytes) else x.encode() for x in lines))


def refusal(*lines: str | bytes) -> tuple[int, str]:
    """Line and reason of the refusal of a policy."""
    with pytest.raises(MalformedPolicy) as refused:
        policy(*lines)
    assert f"line {refused.value.line}: " in str(refused.value)
    return refused.value.line, refused.value.reason


def test_the_specifications_example_asks_for_two_x_and_one_y() -> None:
    names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
    lines = [f"witness {name} {key}\n" for name, key in zip(names, KEYS, strict=False)]
    found = policy(
        f"log {LOG}\n\n",
        *lines[:3],
        "group X-witnesses 2 X1 X2 X3\n\n",
        *lines[3:],
        "group Y-witnesses any Y1 Y2 Y3\n\n",
        "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n",
    )
    for count in range(7):
        for chosen in itertools.combinations(range(6), count):
            enough = sum(i < 3 for i in chosen) >= 2 and any(i >= 3 for i in chosen)
            assert found.is_witnessed({KEYS[i] for i in chosen}) is enough


def test_urls_comments_tabs_and_blank_lines_are_read() -> None:
    found = policy(
        " \t# a comment\n\t \n",
        f"\tlog  {LOG}\thttps://log.example/ \n",
        f"witness A {KEYS[0]} https://w.example/a\n",
        "#quorum B\n",
        " quorum\tA\t\n",
    )
    assert found.logs == (PolicyLog(LOG, "https://log.example/"),)
    assert [(w.label, w.key, w.url) for w in found.witnesses] == [
        ("A", KEYS[0], "https://w.example/a")
    ]
    assert not found.is_witnessed(set())
    assert found.is_witnessed({KEYS[0], KEYS[5]})


def test_a_policy_may_want_no_witness_at_all() -> None:
    assert policy("quorum none\n").is_witnessed(set())


def test_lines_may_follow_the_quorum() -> None:
    assert policy(W0, "quorum A\n", W1, f"log {LOG}\n").is_witnessed({KEYS[0]})


def test_a_key_of_the_same_name_is_another_witness() -> None:
    found = policy(W0, "quorum A\n")
    assert not found.is_witnessed({key_named(KEYS[0].name, COSIGNATURE, 9).verifier})


def test_names_are_octets_and_no_letters() -> None:
    kelvin = b"\xe2\x84\xaa"
    found = policy(
        f"witness K {KEYS[0]}\n",
        b"witness " + kelvin + f" {KEYS[1]}\n".encode(),
        b"witness \xff\xa0\x85 " + f"{KEYS[2]}\n".encode(),
        b"group all all K \xff\xa0\x85\ngroup 2 1 " + kelvin + b" all\nquorum " + kelvin + b"\n",
    )
    assert found.is_witnessed({KEYS[1]})
    assert not found.is_witnessed({KEYS[0], KEYS[2]})
    assert found.witnesses[2].label == "\\xff\\xa0\\x85"


@pytest.mark.parametrize("octet", [0, 8, 11, 12, 13, 27, 31, 127])
def test_control_characters_are_refused_even_in_comments(octet: int) -> None:
    line, reason = refusal("# fine\n", b"# \xff" + bytes([octet]) + b"\n", "quorum none\n")
    assert (line, "control character" in reason) == (2, True)


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        ([""], 1, "without a quorum"),
        ([W0, "# no quorum\n"], 2, "without a quorum"),
        (["quorum none"], 1, "newline"),
        (["quorum none\n", "# cut"], 2, "newline"),
        (["quorum none\n", "quorum none\n"], 2, "second quorum"),
        (["quorum A\n", W0], 1, "no line above"),
        (["quorum\n"], 1, "not a log"),
        (["quorum none none\n"], 1, "not a log"),
        (["QUORUM none\n"], 1, "not a log"),
        (["quorum none # why\n"], 1, "not a log"),
        (["log\n"], 1, "not a log"),
        ([f"log {LOG} https://a https://b\n"], 1, "not a log"),
        ([f"log {LOG}x\n"], 1, "base64"),
        ([f"log {str(LOG).replace('+', '-', 1)}\n"], 1, "verifier key"),
        ([b"log \xff+00000000+AAAA\n"], 1, "UTF-8"),
        ([f"log {LOG}\n", f"log {LOG}\n"], 2, "public key"),
        (["witness A\n"], 1, "not a log"),
        ([f"witness A {LOG}\n"], 1, "kind that cosigns"),
        ([W0, f"witness B {KEYS[0]}\n"], 2, "public key"),
        ([W0, f"witness B {VerifierKey('b.example', 4, KEYS[0].public)}\n"], 2, "public key"),
        ([W0, f"witness A {KEYS[1]}\n"], 2, "taken"),
        ([f"witness none {KEYS[0]}\n"], 1, "taken"),
        ([W0, "group A any A\n"], 2, "taken"),
        ([W0, "group none any A\n"], 2, "taken"),
        ([W0, W1, "group G any A\n", "group G any B\n"], 4, "taken"),
        ([W0, "group G any\n"], 2, "more members"),
        ([W0, "group G all\n"], 2, "more members"),
        ([W0, "group G 0 A\n"], 2, "more members"),
        ([W0, "group G 2 A\n"], 2, "more members"),
        ([W0, "group G -1 A\n"], 2, "neither"),
        ([W0, "group G +1 A\n"], 2, "neither"),
        ([W0, "group G 1.0 A\n"], 2, "neither"),
        ([W0, "group G \u0661 A\n"], 2, "neither"),
        ([W0, f"group G {'9' * 5000} A\n"], 2, "neither"),
        ([W0, "group G most A\n"], 2, "neither"),
        ([W0, "group G any none\n"], 2, "no line above"),
        ([W0, "group G any G\n"], 2, "no line above"),
        ([W0, "group G any B\n", W1], 2, "no line above"),
        ([W0, "group G any A A\n"], 2, "second time"),
        ([W0, W1, "group G any A\n", "group H any A B\n"], 4, "second time"),
        ([W0, "witnesses B\n"], 2, "not a log"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_line(
    lines: list[str | bytes], line: int, reason: str
) -> None:
    found = refusal(*lines)
    assert (found[0], reason in found[1]) == (line, True), found


def test_a_public_key_under_another_name_or_kind_is_still_the_same_log() -> None:
    for other in (
        VerifierKey("other.example", LOG.kind, LOG.public),
        VerifierKey(LOG.name, COSIGNATURE, LOG.public),
    ):
        assert refusal(f"log {LOG}\n", f"log {other}\n", "quorum none\n")[0] == 2


def test_a_log_may_have_two_keys_and_a_key_of_any_kind() -> None:
    keys = [key_named(LOG.name, kind, 5).verifier for kind in (ED25519, COSIGNATURE, ML_DSA_44)]
    found = policy(*(f"log {key}\n" for key in keys), "quorum none\n")
    assert [log.key for log in found.logs] == keys


def test_a_long_chain_of_groups_is_followed_to_its_end() -> None:
    chain = [f"group g{i} all {'A' if i == 0 else f'g{i - 1}'}\n" for i in range(3000)]
    found = policy(W0, *chain, "quorum g2999\n")
    assert found.is_witnessed({KEYS[0]})
    assert not found.is_witnessed({KEYS[1]})


Rule = VerifierKey | tuple[int, list["Rule"]]


def holds(rule: Rule, cosigned: set[VerifierKey]) -> bool:
    """What a rule says, reckoned top down."""
    if isinstance(rule, VerifierKey):
        return rule in cosigned
    return sum(holds(member, cosigned) for member in rule[1]) >= rule[0]


def random_policy(dice: random.Random) -> tuple[str, Rule]:
    """The text of a policy, and its quorum's rule."""
    free: list[tuple[str, Rule]] = [(f"w{i}", key) for i, key in enumerate(KEYS)]
    text = "".join(f"witness {name} {key}\n" for name, key in free)
    for number in range(dice.randint(1, 6)):
        members = [free.pop(dice.randrange(len(free))) for _ in range(dice.randint(1, len(free)))]
        least = dice.randint(1, len(members))
        shown = {1: "any", len(members): "all"}.get(least, str(least))
        text += f"group g{number} {shown} {' '.join(name for name, _ in members)}\n"
        free.append((f"g{number}", (least, [rule for _, rule in members])))
    name, rule = free[-1]
    return f"{text}quorum {name}\n", rule


def subsets(keys: Sequence[VerifierKey], dice: random.Random) -> list[set[VerifierKey]]:
    return [{key for key in keys if dice.random() < share} for share in (0, 0.3, 0.5, 0.7, 1)]


@pytest.mark.parametrize("seed", range(60))
def test_nested_groups_are_reckoned_as_written(seed: int) -> None:
    dice = random.Random(seed)  # no secret
    text, rule = random_policy(dice)
    found = policy(text)
    for cosigned in subsets(KEYS, dice):
        assert found.is_witnessed(cosigned) is holds(rule, cosigned)


def test_the_cosigners_of_a_note_are_those_of_the_policy_with_a_time() -> None:
    found = policy(W0, W1, W2, "quorum A\n")
    note = MemoryLog().checkpoint(3)
    cosigned = note.with_signatures(
        [
            signature_by(witness_key(0), note.text, NOON),
            signature_by(witness_key(1), note.text, 0),
            signature_by(witness_key(7), note.text, NOON),
        ]
    )
    assert found.cosigners(cosigned) == {KEYS[0]}
    forged = note.with_signatures([signature_by(witness_key(0), "another text\n", NOON)])
    with pytest.raises(BadSignature):
        found.cosigners(forged)
