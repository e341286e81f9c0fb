# Completion of cutoffd(8) in bash. Made by tools/make-references from what --help says: a change here is lost.
# shellcheck shell=bash

_cutoffd_commands() {
  case $1 in
    '') echo 'observe replay run check devices watchlist incident device sink selftest status explain reload report setup shunt' ;;
    'watchlist') echo 'verify diff sign update export' ;;
    'incident') echo 'list show ack close exempt' ;;
    'device') echo 'forget' ;;
    'sink') echo 'test' ;;
    'shunt') echo 'pin unpin' ;;
  esac
}

_cutoffd_options() {
  case $1 in
    '') echo '-h --help --version' ;;
    'observe') echo '-h --help -i --interface --json --text --summary' ;;
    'replay') echo '-h --help -c --config --state --format --coverage --exit-code' ;;
    'run') echo '-h --help -c --config -i --interface --state --sensor --user' ;;
    'check') echo '-h --help -c --config -q --quiet' ;;
    'devices') echo '-h --help -c --config --state --json' ;;
    'watchlist') echo '-h --help' ;;
    'watchlist verify') echo '-h --help -c --config --key' ;;
    'watchlist diff') echo '-h --help' ;;
    'watchlist sign') echo '-h --help --secret-key' ;;
    'watchlist update') echo '-h --help -c --config --key --into --force' ;;
    'watchlist export') echo '-h --help --to -c --config --service --all --watchlist -o --output' ;;
    'incident') echo '-h --help' ;;
    'incident list') echo '-h --help -c --config --state --json --all' ;;
    'incident show') echo '-h --help -c --config --state --json' ;;
    'incident ack') echo '-h --help -c --config --state --who --why' ;;
    'incident close') echo '-h --help -c --config --state --who --why' ;;
    'incident exempt') echo '-h --help -c --config --state --who --why --until' ;;
    'device') echo '-h --help' ;;
    'device forget') echo '-h --help -c --config --state --who --why' ;;
    'sink') echo '-h --help' ;;
    'sink test') echo '-h --help -c --config' ;;
    'selftest') echo '-h --help -c --config --sink --no-sinks' ;;
    'status') echo '-h --help -c --config --state --json --exit-code' ;;
    'explain') echo '-h --help -c --config --state --json' ;;
    'reload') echo '-h --help -c --config --state --force' ;;
    'report') echo '-h --help -c --config --state --from --to --format --since' ;;
    'setup') echo '-h --help -i --interface --seconds -o --output --force' ;;
    'shunt') echo '-h --help' ;;
    'shunt pin') echo '-h --help -c --config --group' ;;
    'shunt unpin') echo '-h --help' ;;
  esac
}

# What follows an option, or the words that a command takes: words of its own, or @ and a kind.
_cutoffd_values() {
  case $1 in
    'observe') echo '@files' ;;
    'observe -i') echo '@interfaces' ;;
    'observe --interface') echo '@interfaces' ;;
    'replay') echo '@files' ;;
    'replay -c') echo '@files' ;;
    'replay --config') echo '@files' ;;
    'replay --state') echo '@directories' ;;
    'replay --format') echo 'text json rfc5424 rfc3164 eve ecs cef leef' ;;
    'replay --coverage') echo '@files' ;;
    'run -c') echo '@files' ;;
    'run --config') echo '@files' ;;
    'run -i') echo '@interfaces' ;;
    'run --interface') echo '@interfaces' ;;
    'run --state') echo '@directories' ;;
    'run --sensor') echo '@own' ;;
    'run --user') echo '@own' ;;
    'check -c') echo '@files' ;;
    'check --config') echo '@files' ;;
    'devices -c') echo '@files' ;;
    'devices --config') echo '@files' ;;
    'devices --state') echo '@directories' ;;
    'watchlist verify') echo '@files' ;;
    'watchlist verify -c') echo '@files' ;;
    'watchlist verify --config') echo '@files' ;;
    'watchlist verify --key') echo '@own' ;;
    'watchlist diff') echo '@files' ;;
    'watchlist sign') echo '@files' ;;
    'watchlist sign --secret-key') echo '@files' ;;
    'watchlist update') echo '@files' ;;
    'watchlist update -c') echo '@files' ;;
    'watchlist update --config') echo '@files' ;;
    'watchlist update --key') echo '@own' ;;
    'watchlist update --into') echo '@directories' ;;
    'watchlist export --to') echo 'suricata suricata-dataset zeek snort pihole adguard dnsmasq unbound rpz nftables hosts maltrail sigma' ;;
    'watchlist export -c') echo '@files' ;;
    'watchlist export --config') echo '@files' ;;
    'watchlist export --service') echo '@own' ;;
    'watchlist export --watchlist') echo '@own' ;;
    'watchlist export -o') echo '@files' ;;
    'watchlist export --output') echo '@files' ;;
    'incident list -c') echo '@files' ;;
    'incident list --config') echo '@files' ;;
    'incident list --state') echo '@directories' ;;
    'incident show') echo '@incidents' ;;
    'incident show -c') echo '@files' ;;
    'incident show --config') echo '@files' ;;
    'incident show --state') echo '@directories' ;;
    'incident ack') echo '@incidents' ;;
    'incident ack -c') echo '@files' ;;
    'incident ack --config') echo '@files' ;;
    'incident ack --state') echo '@directories' ;;
    'incident ack --who') echo '@own' ;;
    'incident ack --why') echo '@own' ;;
    'incident close') echo '@incidents' ;;
    'incident close -c') echo '@files' ;;
    'incident close --config') echo '@files' ;;
    'incident close --state') echo '@directories' ;;
    'incident close --who') echo '@own' ;;
    'incident close --why') echo '@own' ;;
    'incident exempt') echo '@incidents' ;;
    'incident exempt -c') echo '@files' ;;
    'incident exempt --config') echo '@files' ;;
    'incident exempt --state') echo '@directories' ;;
    'incident exempt --who') echo '@own' ;;
    'incident exempt --why') echo '@own' ;;
    'incident exempt --until') echo '@own' ;;
    'device forget') echo '@own' ;;
    'device forget -c') echo '@files' ;;
    'device forget --config') echo '@files' ;;
    'device forget --state') echo '@directories' ;;
    'device forget --who') echo '@own' ;;
    'device forget --why') echo '@own' ;;
    'sink test') echo '@own' ;;
    'sink test -c') echo '@files' ;;
    'sink test --config') echo '@files' ;;
    'selftest -c') echo '@files' ;;
    'selftest --config') echo '@files' ;;
    'selftest --sink') echo '@own' ;;
    'status -c') echo '@files' ;;
    'status --config') echo '@files' ;;
    'status --state') echo '@directories' ;;
    'explain') echo '@incidents' ;;
    'explain -c') echo '@files' ;;
    'explain --config') echo '@files' ;;
    'explain --state') echo '@directories' ;;
    'reload -c') echo '@files' ;;
    'reload --config') echo '@files' ;;
    'reload --state') echo '@directories' ;;
    'report -c') echo '@files' ;;
    'report --config') echo '@files' ;;
    'report --state') echo '@directories' ;;
    'report --from') echo '@own' ;;
    'report --to') echo '@own' ;;
    'report --format') echo 'text json csv html' ;;
    'report --since') echo '@files' ;;
    'setup') echo '@files' ;;
    'setup -i') echo '@interfaces' ;;
    'setup --interface') echo '@interfaces' ;;
    'setup --seconds') echo '@own' ;;
    'setup -o') echo '@files' ;;
    'setup --output') echo '@files' ;;
    'shunt pin') echo '@interfaces' ;;
    'shunt pin -c') echo '@files' ;;
    'shunt pin --config') echo '@files' ;;
    'shunt pin --group') echo '@own' ;;
    'shunt unpin') echo '@interfaces' ;;
  esac
}

# Where the line says that the ledger is.
_cutoffd_incidents() {
  local place=() i value
  for ((i = 1; i + 1 < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      -c | --config | --state)
        value=${COMP_WORDS[i + 1]}
        [[ $value == = ]] && value=${COMP_WORDS[i + 2]}
        place+=("${COMP_WORDS[i]}" "$value")
        ;;
    esac
  done
  "${COMP_WORDS[0]}" incident list --json "${place[@]}" 2>/dev/null | grep -o '^{"incident":"[0-9a-f]*"' | cut -d'"' -f4
}

_cutoffd_offer() {
  case $1 in
    @incidents) mapfile -t COMPREPLY < <(compgen -W "$(_cutoffd_incidents)" -- "$2") ;;
    @files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
    @directories) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
    @interfaces) mapfile -t COMPREPLY < <(cd /sys/class/net 2>/dev/null && compgen -d -- "$2") ;;
    @*) ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2") ;;
  esac
}

_cutoffd() {
  local current=${COMP_WORDS[COMP_CWORD]} command='' option='' word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if [[ $word == = && -n $option ]]; then
      continue
    elif [[ -n $option ]]; then
      option=''
    elif [[ $word == -* ]]; then
      [[ -n $(_cutoffd_values "$command $word") ]] && option=$word
    elif [[ " $(_cutoffd_commands "$command") " == *" $word "* ]]; then
      command=${command:+$command }$word
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
}

complete -F _cutoffd cutoffd
