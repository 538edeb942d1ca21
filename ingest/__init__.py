"""From the broker to facts: sessions, batches, one transaction, receipts, downlink, visits."""
