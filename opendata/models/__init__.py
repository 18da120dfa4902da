"""What is published of the layers, and what is said of it."""

from opendata.models.datasets import CkanPush, Dataset, DatasetUse, DatasetVersion, Outcome

__all__ = ["CkanPush", "Dataset", "DatasetUse", "DatasetVersion", "Outcome"]
