"""Checkout quotes: what a cart costs a member, and why (spec §18). A pure function of plan, state, cart and instant.

cart_door (JSON → Cart) → candidates (which discounts could be had) → search (the best combination, priced by combine
and pieces) → paying (points, stored value, shares) → checkout (the order that comes of it, and the quote).
"""
