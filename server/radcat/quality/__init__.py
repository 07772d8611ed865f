"""How well a record serves those who would find, take and reuse its dataset: metrics, each a row, and their sums."""
