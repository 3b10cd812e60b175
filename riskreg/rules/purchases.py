"""What is checked before it is bought."""

from __future__ import annotations

from enum import StrEnum


class PurchaseKind(StrEnum):
    """What a saved check judged."""

    QUOTATION = "quotation"
    ORDER = "order"
    CONTRACT_RENEWAL = "contract_renewal"
    MAINTENANCE_SPARES = "maintenance_spares"
