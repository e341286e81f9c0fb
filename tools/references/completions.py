"""Completion for bash and zsh, made of the command line. Only ids of incidents are asked of the program: hex digits,
and never a name, which devices write themselves and a shell might take for more."""
from . import command_line

MADE = "Made by tools/make-references from what --help says: a change here is lost."

# What a value's name says of its words; others are the user's own.
KINDS = {"FILE": "files", "DIR": "directories", "IFACE": "interfaces"}
INCIDENT_LINE = r'^{"incident":"[0-9a-f]*"'


def is_incident(command, value):
    return command.words[:1] == ("incident",) and value.value == "ID" or "INCIDENT" in value.value.split("|")


BASH = r'''# Completion of cutoffd(8) in bash. {made}
# shellcheck shell=bash

_cutoffd_commands() {{
  case $1 in
{commands}
  esac
}}

_cutoffd_options() {{
  case $1 in
{options}
  esac
}}

# What follows an option, or the words that a command takes: words of its own, or @ and a kind.
_cutoffd_values() {{
  case $1 in
{values}
  esac
}}

# Where the line says that the ledger is.
_cutoffd_incidents() {{
  local place=() i value
  for ((i = 1; i + 1 < COMP_CWORD; ++i)); do
    case ${{COMP_WORDS[i]}} in
      -c | --config | --state)
        value=${{COMP_WORDS[i + 1]}}
        [[ $value == = ]] && value=${{COMP_WORDS[i + 2]}}
        place+=("${{COMP_WORDS[i]}}" "$value")
        ;;
    esac
  done
  "${{COMP_WORDS[0]}}" incident list --json "${{place[@]}}" 2>/dev/null | grep -o '{incident}' | cut -d'"' -f4
}}

_cutoffd_offer() {{
  case $1 in
    @incidents) mapfile -t COMPREPLY < <(compgen -W "$(_cutoffd_incidents)" -- "$2") ;;
    @files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
    @directories) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
    @interfaces) mapfile -t COMPREPLY < <(cd /sys/class/net 2>/dev/null && compgen -d -- "$2") ;;
    @*) ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2") ;;
  esac
}}

_cutoffd() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} command='' option='' word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${{COMP_WORDS[i]}}
    if [[ $word == = && -n $option ]]; then
      continue
    elif [[ -n $option ]]; then
      option=''
    elif [[ $word == -* ]]; then
      [[ -n $(_cutoffd_values "$command $word") ]] && option=$word
    elif [[ " $(_cutoffd_commands "$command") " == *" $word "* ]]; then
      command=${{command:+$command }}$word
    fi
  done
  [[ $current == = ]] && current=''
  if [[ -n $option ]]; then
    _cutoffd_offer "$(_cutoffd_values "$command $option")" "$current"
  elif [[ $current == -* ]]; then
    _cutoffd_offer "$(_cutoffd_options "$command")" "$current"
  elif [[ -n $(_cutoffd_commands "$command") ]]; then
    _cutoffd_offer "$(_cutoffd_commands "$command")" "$current"
  else
    _cutoffd_offer "$(_cutoffd_values "$command")" "$current"
  fi
}}

complete -F _cutoffd cutoffd
'''


def words_of(command, value):
    if is_incident(command, value):
        return "@incidents"
    return " ".join(value.choices) or "@" + KINDS.get(value.value, "own")


def cases(entries):
    return "\n".join(f"    '{key}') echo '{words}' ;;" for key, words in entries)


def bash(program):
    commands, options, values = [], [], []
    for command in command_line.everything(program):
        path = " ".join(command.words)
        if command.commands:
            commands.append((path, " ".join(one.words[-1] for one in command.commands)))
        options.append((path, " ".join(name for one in command.options for name in one.names)))
        values += [(path, words_of(command, one)) for one in command.arguments[:1]]
        values += [(f"{path} {name}", words_of(command, one)) for one in command.options if one.value
                   for name in one.names]
    return BASH.format(made=MADE, incident=INCIDENT_LINE, commands=cases(commands), options=cases(options), values=cases(values))


ZSH_KINDS = {"FILE": "_files", "DIR": "_files -/", "IFACE": "_net_interfaces"}


def quoted(text):
    return text.replace("\\", "\\\\").replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


ZSH_INCIDENTS = r"""_cutoffd_incidents() {
  local -a place ids
  local option
  for option in -c --config --state; do
    (( ${+opt_args[$option]} )) && place+=($option ${(Q)opt_args[$option]})
  done
  ids=(${(f)"$(cutoffd incident list --json $place 2>/dev/null | grep -o 'INCIDENT_LINE' | cut -d'"' -f4)"})
  compadd -a ids
}""".replace("INCIDENT_LINE", INCIDENT_LINE)


def zsh_action(command, value):
    name = quoted(value.value)
    if is_incident(command, value):
        return f":{name}:_cutoffd_incidents"
    return f":{name}:" + (f"({' '.join(value.choices)})" if value.choices else ZSH_KINDS.get(value.value, " "))


def zsh_option(command, option):
    names = [name + ("=" if option.value and name.startswith("--") else "+" if option.value else "") for name in option.names]
    again = "*" if option.repeated else f"({' '.join(option.names)})"
    # Braces outside the quotes: one specification for each of the names.
    shown = f"'{again}'{{{','.join(names)}}}'" if len(names) > 1 else f"'{again}{names[0]}"
    return f"{shown}[{quoted(option.help)}]{zsh_action(command, option) if option.value else ''}'"


def zsh_function(command):
    name = "_".join(("_cutoffd", *command.words))
    lines = [f"{name}() {{"]
    specs = [zsh_option(command, one) for one in command.options]
    if not command.commands:
        specs += [f"'{'*' if one.repeated else ''}{zsh_action(command, one)}'" if one.repeated else f"'1{zsh_action(command, one)}'"
                  for one in command.arguments]
        return "\n".join([*lines, "  _arguments -s -S : \\", *(f"    {spec} \\" for spec in specs[:-1]),
                          f"    {specs[-1]}", "}"])
    lines += ["  local state line curcontext=$curcontext", "  local -A opt_args", "  local -a commands",
              "  _arguments -s -C : \\", *(f"    {spec} \\" for spec in specs), "    '1: :->command' '*:: :->words'",
              "  case $state in", "    command)", "      commands=("]
    lines += [f"        '{below.words[-1]}:{quoted(below.about)}'" for below in command.commands]
    lines += ["      )", "      _describe command commands", "      ;;", "    words)", "      case $line[1] in"]
    for below in command.commands:
        lines.append(f"        {below.words[-1]}) {'_'.join(('_cutoffd', *below.words))} ;;")
    return "\n".join([*lines, "      esac", "      ;;", "  esac", "}"])


def zsh(program):
    functions = [zsh_function(command) for command in command_line.everything(program)]
    return "\n\n".join([f"#compdef cutoffd\n# Completion of cutoffd(8) in zsh. {MADE}", *functions, ZSH_INCIDENTS, '_cutoffd "$@"']) + "\n"
