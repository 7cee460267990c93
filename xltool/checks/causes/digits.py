"""Slips of the hand: digits transposed, dropped, added, mistyped; and how many figures such a slip can make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from xltool.model.stated import quantized

#: Figures with more digits than this were not typed by hand.
_LONGEST = 16
#: Decimals at which any figure of the form is compared.
_MOST_PLACES = 4
#: Decimals at which people type amounts, percentages and points.
_TYPED_PLACES = 2


def places_of(number: Fraction) -> int:
    """Decimals that a number needs, at most four; longer ones are rests of other arithmetic and count as two."""
    denominator = number.denominator
    return next((places for places in range(_MOST_PLACES + 1) if not 10**places % denominator), 2)


def typed_digits(number: Fraction, places: int) -> str:
    """The digits of a number without its sign, as they are typed at that many decimals."""
    return f"{quantized(abs(number), places):f}"


def digits_exchanged(one: str, other: str) -> bool:
    """Two neighbouring digits changed places; the point between them does not matter."""
    if len(one) != len(other) or one.find(".") != other.find("."):
        return False
    first, second = one.replace(".", ""), other.replace(".", "")
    differ = [index for index, digit in enumerate(first) if digit != second[index]]
    if len(differ) != 2 or differ[1] != differ[0] + 1:
        return False
    left, right = differ
    return first[left] == second[right] and first[right] == second[left] and first[0] != "0" != second[0]


def dropped(short: str, long: str) -> bool:
    """One digit of the longer figure is missing in the shorter one."""
    wanted = _plain(short)
    return any(_plain(cut) == wanted for cut in _without_one(long))


def digit_added(long: str, short: str) -> bool:
    """One digit too many was typed."""
    return dropped(short, long)


def digit_changed(one: str, other: str) -> bool:
    """One digit became another; a figure does not come to begin with a zero."""
    if len(one) != len(other):
        return False
    differ = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(differ) == 1 and "." not in differ[0] and not (one[0] != other[0] and "0" in differ[0])


def _without_one(digits: str) -> Iterator[str]:
    """The figure without one of its digits; the last decimal is not missed but cut off."""
    last = len(digits) - 1 if "." in digits else len(digits)
    for index, digit in enumerate(digits[:last]):
        if digit != ".":
            yield digits[:index] + digits[index + 1 :]


def _plain(digits: str) -> str:
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    whole, point, behind = digits.partition(".")
    return f"{whole.lstrip('0') or '0'}{point}{behind}"


Typing = Callable[[str, str], bool]


def fits(slip: Typing, value: Fraction, needed: Fraction) -> bool:
    """Whether the slip turns the needed figure, as it is typed, into the value."""
    if (value < 0) != (needed < 0) or not value or not needed or value == needed:
        return False
    places = places_of(value), places_of(needed)
    if max(places) > _TYPED_PLACES:
        return False
    if slip is digit_changed and places[0] < places[1]:
        return False  # a decimal fewer is cut off or rounded, not mistyped
    if slip in (digits_exchanged, digit_changed):
        places = (max(places), max(places))
    typed, meant = typed_digits(value, places[0]), typed_digits(needed, places[1])
    return max(len(typed), len(meant)) <= _LONGEST and slip(typed, meant)


def makes(slip: Typing, digits: int) -> int:
    """How many figures this slip can have come from, at most, for a figure of that many digits."""
    return {
        digits_exchanged: digits - 1,
        dropped: 10 * (digits + 1),
        digit_added: digits,
        digit_changed: 9 * digits,
    }[slip]


def originals(slip: Typing, value: Fraction) -> Iterator[Fraction]:
    """Every figure that this slip (not ``mistyped``) can have turned into the value."""
    digits = typed_digits(value, places_of(value))
    if len(digits) > _LONGEST:
        return
    if slip is digit_added:
        found = set(_without_one(digits))
    elif slip is dropped:
        found = {f"{digits[:at]}{d}{digits[at:]}" for at in range(len(digits) + 1) for d in "0123456789"}
    else:
        found = set(_neighbours_exchanged(digits))
    sign = -1 if value < 0 else 1
    for text in found:
        if text.strip(".") and _plain(text) != _plain(digits):
            whole, _, behind = text.partition(".")  # quicker than to have the text read as a fraction
            yield Fraction(sign * int(whole + behind), 10 ** len(behind))


def _neighbours_exchanged(digits: str) -> Iterator[str]:
    bare, point = digits.replace(".", ""), digits.find(".")
    for at in range(len(bare) - 1):
        text = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
        if text[0] != "0":
            yield text if point < 0 else f"{text[:point]}.{text[point:]}"
