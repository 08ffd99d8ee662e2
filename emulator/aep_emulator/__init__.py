"""An emulator of Adobe Experience Platform's data-ingestion APIs."""

__version__ = "0.1.0"
