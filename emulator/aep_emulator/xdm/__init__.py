"""`aep-emulator xdm`: Adobe's published XDM files on the command line."""
