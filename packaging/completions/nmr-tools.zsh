#compdef nmr-clangd nmr-scan nmr-tidy
# The options that --help lists, and files.
_gnu_generic
