"""Bounds as JSON: the machine form that docs/bounds.md describes. Money is in minor units, as a text where it is no
whole number (`1/3`); a bound that does not exist is null."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from benefitdsl.analysis.bounds.budgets import BudgetBound
from benefitdsl.analysis.bounds.forms import Form
from benefitdsl.analysis.bounds.givers import Giver
from benefitdsl.analysis.bounds.money import Bound, Driver
from benefitdsl.analysis.bounds.report import Bounds, EventBounds
from benefitdsl.analysis.bounds.worth import Piece
from benefitdsl.plan.parts import Plan

Json = dict[str, Any]
FORMAT = 1


def to_json(plan: Plan, bounds: Bounds) -> Json:
    return {
        "format": FORMAT,
        "programme": plan.id,
        "version": plan.version,
        "currency": plan.currency,
        "events": [_event(each) for each in bounds.events],
        "periods": {period: _bound(bound) for period, bound in bounds.periods.items()},
        "budgets": [_budget(each) for each in bounds.budgets],
        "unpriced": [{"family": family, "id": id_} for family, id_ in bounds.unpriced],
        "state": {
            "empty_bytes": bounds.state.empty,
            "bytes_each_day": bounds.state.each_day,
            "load": {
                "event": bounds.state.event,
                "events": bounds.state.load.events,
                "days": bounds.state.load.days,
                "events_on_a_day": bounds.state.load.on_a_day,
                "event_bytes": bounds.state.load.sent.size,
                "key_bytes": bounds.state.load.sent.key,
                "listed": bounds.state.load.sent.listed,
                "bytes": bounds.state.loaded,
            },
        },
    }


def _event(each: EventBounds) -> Json:
    return {
        "event": each.event,
        "told": each.is_told,
        "steps": _form(each.work.steps),
        "effects": _form(each.work.effects),
        "rounds": each.work.rounds,
        "bytes": each.bytes,
        "worth": _bound(each.bound),
    }


def _bound(bound: Bound) -> Json:
    return {
        "pieces": [_piece(piece) for piece in bound.pieces],
        "total": _form(bound.settled),
        "drivers": [_driver(driver) for driver in bound.drivers],
    }


def _piece(piece: Piece) -> Json:
    return {"bound": _form(piece.form), "cap": None if piece.cap is None else _number(piece.cap)}


def _driver(driver: Driver) -> Json:
    return {**_giver(driver.giver), "worth": _form(driver.worth)}


def _giver(giver: Giver) -> Json:
    origin = giver.origin
    return {"family": giver.family, "id": giver.id, "file": origin.file, "line": origin.line}


def _budget(each: BudgetBound) -> Json:
    return {
        "budget": each.budget.id,
        "unit": each.budget.unit,
        "total": each.budget.total,
        "worth": _form(each.worth),
        "spenders": [_giver(giver) for giver in each.spenders],
        "beyond": [_giver(giver) for giver in each.beyond],
    }


def _form(form: Form) -> Json | None:
    if form.is_open:
        return None
    shares = [
        {"event": measure.event, "of": measure.name, "share": _number(share)}
        for measure, share in form.shares
    ]
    return {"fixed": _number(form.fixed), "shares": shares}


def _number(number: Fraction) -> int | str:
    return int(number) if number.denominator == 1 else f"{number.numerator}/{number.denominator}"


__all__ = ["FORMAT", "to_json"]
