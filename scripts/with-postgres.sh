#!/usr/bin/env bash
# Runs a command beside a private, throw-away PostgreSQL and leaves nothing behind.
#
#   with-postgres.sh COMMAND [ARG…]   runs COMMAND with BRONYA_TEST_POSTGRES=<folder>, passes its exit code on
#   with-postgres.sh --find           prints the folder of the PostgreSQL programs, or says what to install
#
# The folder holds the data (`data/`), the log (`log`) and the Unix socket, the server's only door. The superuser is
# `postgres`, without a password. Where BRONYA_TEST_POSTGRES is set already, COMMAND runs as it is. Without a usable
# PostgreSQL the exit code is 69. Nothing but COMMAND writes to standard output.
#
# A second process, the keeper, owns the server. It holds the read end of a pipe whose only writer is this script, so it
# learns of every end that the script can meet, SIGKILL included, and then stops the server and removes the folder.
set -u

version_min=15
start_seconds_max=60

say() { printf 'with-postgres: %s\n' "$*" >&2; }

# The programs must come from one installation, and PATH may hold links into it: links are followed first.
find_programs() {
    local program folder folders=()
    for program in initdb pg_ctl postgres; do
        if program=$(command -v "$program"); then
            folders+=("$(dirname "$(realpath "$program")")")
        fi
    done
    mapfile -t -O "${#folders[@]}" folders < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV)
    for folder in "${folders[@]}"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && [ -x "$folder/postgres" ] &&
            [[ $("$folder/initdb" --version) =~ ([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge "$version_min" ]; then
            echo "$folder"
            return
        fi
    done
}

# The keeper. Its first line is `ready <folder>`, or the start of a text that tells what went wrong. It ignores the
# signals that end its caller: only the end of the pipe ends it.
keep() {
    local programs=$1 user="" base dir
    trap '' HUP INT TERM PIPE
    unset "${!PG@}"
    export LC_ALL=C

    # PostgreSQL refuses to run as root.
    if [ "$(id -u)" = 0 ]; then
        user=postgres
        id -u "$user" >/dev/null 2>&1 || user=nobody
    fi
    as_server() {
        if [ -n "$user" ]; then
            setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups -- "$@"
        else
            "$@"
        fi
    }

    # The script reads what was printed, and then closes the pipe when it is done, or dies.
    until_the_end() {
        exec >&-
        read -r _
    }

    # A socket's path holds 107 bytes at most, a comma would end it, and the server must be able to walk to it.
    base=${TMPDIR:-/tmp}
    { [[ $base =~ ^/[A-Za-z0-9/._-]{0,70}$ ]] && as_server test -x "$base"; } || base=/tmp
    if ! dir=$(mktemp -d "$base/bronya-pg.XXXXXX") || ! cd "$dir"; then
        echo "no folder could be made in $base"
        until_the_end
        return
    fi

    start() {
        : >log || return
        if [ -n "$user" ]; then
            chown "$user" . log || return
            chmod 750 . || return
        fi
        as_server "$programs/initdb" -D "$dir/data" -U postgres --auth-local=trust --auth-host=reject \
            --encoding=UTF8 --no-locale --no-sync --no-instructions >>log 2>&1 || return
        cat >>data/postgresql.conf <<EOF || return
listen_addresses = ''
port = 5432
unix_socket_directories = '$dir'
max_connections = 200
shared_buffers = 32MB
deadlock_timeout = 200ms
timezone = 'UTC'
log_timezone = 'UTC'
EOF
        as_server "$programs/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t "$start_seconds_max" start >>log 2>&1
    }

    if start; then
        echo "ready $dir"
    else
        echo "PostgreSQL in $programs did not start; the end of its log:"
        tail -n 20 log
    fi
    until_the_end

    cd /
    [ ! -e "$dir/data/postmaster.pid" ] || as_server "$programs/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null
    rm -rf "$dir"
}

case ${1:-} in
"")
    say "usage: with-postgres.sh COMMAND [ARG…]"
    exit 64
    ;;
--keep)
    keep "$2"
    exit
    ;;
--find) ;;
*) [ -z "${BRONYA_TEST_POSTGRES:-}" ] || exec "$@" ;;
esac

programs=$(find_programs)
if [ -z "$programs" ]; then
    say "no PostgreSQL $version_min or newer here: install it (Debian: apt-get install postgresql; make test does so)"
    exit 69
fi
if [ "$1" = --find ]; then
    echo "$programs"
    exit
fi

# In a session of its own the keeper outlives what kills this script's whole process group.
session=$(command -v setsid)
coproc KEEPER { exec ${session:+"$session"} "$BASH" "$0" --keep "$programs" 2>/dev/null; }
keeper=$KEEPER_PID
pipe=${KEEPER[1]}

# shellcheck disable=SC2317 # called by the trap
finish() {
    trap '' HUP INT TERM
    exec {pipe}>&-
    wait "$keeper"
}
trap finish EXIT

# A signal goes on to the command, and its end is ours. Only Ctrl-C comes by itself: a terminal tells the whole group.
# shellcheck disable=SC2317 # called by the traps
on_signal() {
    [ "$!" != "$keeper" ] || exit "$2"
    caught=yes
    if [ "$1" != INT ] || [ ! -t 2 ]; then
        kill -s "$1" "$!" 2>/dev/null
    fi
}
trap 'on_signal HUP 129' HUP
trap 'on_signal INT 130' INT
trap 'on_signal TERM 143' TERM

read -r word rest <&"${KEEPER[0]}"
if [ "$word" != ready ]; then
    say "$word $rest"
    cat <&"${KEEPER[0]}" >&2
    exit 1
fi

# In the background, so that a signal is heard at once; yet with our own input, and not deaf to Ctrl-C.
(
    trap - INT QUIT
    export BRONYA_TEST_POSTGRES=$rest
    exec "$@"
) <&0 &

# Bash forgets a child that ends in the very moment in which a signal interrupts `wait`, and would wait for ever: after
# a signal, only a command that still lives is waited for again.
while :; do
    caught=
    wait "$!"
    code=$?
    if [ -z "$caught" ] || ! kill -0 "$!" 2>/dev/null; then
        exit "$code"
    fi
done
