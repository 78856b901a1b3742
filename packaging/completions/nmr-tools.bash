# The options that --help lists, and files.
complete -F _longopt nmr-clangd nmr-scan nmr-tidy
