# Completion for bash of the command lines of hadamard-ntk. Commands, flags and their choices are read from --help of the
# program that is there, so they are its own. A last line is added for each program (assemble).

_hadamard_ntk() {
  local program=${1/#\~/$HOME} word=$2 flag=$3 commands=() help kind='' flags position
  for ((position = 1; position < COMP_CWORD; ++position)); do
    [[ ${COMP_WORDS[position]} != -* ]] || break
    commands+=("${COMP_WORDS[position]}")
  done
  help=$("$program" "${commands[@]}" --help 2>/dev/null) || return
  # bash takes --flag=value for three words.
  if [[ $word == = ]]; then
    word=''
  elif [[ $flag == = ]]; then
    flag=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  # What --help has between a flag and its default: INT, FILE, float64|float32.
  [[ $flag != --+([a-zA-Z0-9_-]) ]] || kind=$(sed -nE "s/^ +(-[a-z],)?$flag ([^ =]+).*/\2/p" <<<"$help")
  case $kind in
    FILE | DIR) compopt -o default ;;
    *\|*) mapfile -t COMPREPLY < <(compgen -W "${kind//|/ }" -- "$word") ;;
    ?*) ;;
    *)
      flags=$(sed -nE 's/^ +(-[a-z],)?(--[a-zA-Z0-9_-]+).*/\2/p' <<<"$help")
      mapfile -t COMPREPLY < <(compgen -W "$flags $(_hadamard_ntk_commands "$program" "${commands[*]}")" -- "$word")
      ;;
  esac
}

# The commands that may follow these words.
_hadamard_ntk_commands() {
  "$1" --help | sed -nE "/^Commands:\$/,/^\$/s/^  ${2:+$2 }([a-z-]+)  .*/\1/p"
}
