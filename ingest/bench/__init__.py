"""How fast the ingester is, beside a bare subscriber and a plain ingester in the same run."""
