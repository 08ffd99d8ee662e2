"""A thin client for Adobe Experience Platform and its emulator."""
