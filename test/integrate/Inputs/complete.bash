# complete.bash <completions> <tool> <begun>: prints what pressing Tab offers,
# one a line.
set -e
source /usr/share/bash-completion/bash_completion
source "$1"
read -r _ _ function _ < <(complete -p "$2")
COMP_WORDS=("$2" "$3") COMP_CWORD=1 COMP_LINE="$2 $3" COMP_POINT=${#COMP_LINE}
compopt() { :; } # Is for the shell that shows the line.
set +e
"$function" "$2" "$3" "$2"
printf '%s\n' "${COMPREPLY[@]}"
