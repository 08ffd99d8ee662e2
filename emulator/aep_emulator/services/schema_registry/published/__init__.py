"""The XDM files Adobe publishes (the repository adobe/xdm), and what Schema Registry makes of them.

They are written with prefixed names and with more of JSON Schema than the platform knows. The one translation to
platform form is here: `names` says what a name becomes, `fields` what a field becomes, `components` what a file
becomes. `reading` finds the files in a checkout or an archive.

What a component is once translated is called its facts; `documents`, beside this package, adds what all components
have in common.
"""
