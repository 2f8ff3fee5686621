#!/usr/bin/env bash
# The whole life of a booking as clients of `resources` live it: two users register and log in, add a resource, close some of
# its time, book a free interval, cancel; an admin sees and cancels all; logging out counts at once.
#
#   bronya demo                                             # in one terminal; it prints a throw-away password
#   ADMIN_PASSWORD=that-password examples/resources.sh      # in another
#
# Or against a server of yours (`--limits off`, for the story may be told more than three times an hour):
#
#   echo 'a long password' > admin.txt
#   bronya seed resources --database sqlite:try.db --admin-username admin --admin-password-file admin.txt
#   bronya serve --database sqlite:try.db --limits off
#   ADMIN_PASSWORD='a long password' examples/resources.sh
#
# BASE_URL        where the dialect is reached; with a port of its own, only that
# ADMIN           the admin's login name
# ADMIN_PASSWORD  his password
# LETTERS         the folder with letters as .eml files; without it the demo's mailbox is asked, if there is one
set -euo pipefail

BASE_URL=${BASE_URL:-http://127.0.0.1:9000/dialects/resources}
ADMIN=${ADMIN:-admin}
ADMIN_PASSWORD=${ADMIN_PASSWORD:?say the admin\'s password; bronya demo prints it}
LETTERS=${LETTERS:-}
PASSWORD="correct horse"

STAMP="$(date +%s)-$$"
ANNA="anna-$STAMP"
OLEG="oleg-$STAMP"
ROOM="Room $STAMP"
TOKEN=
ANSWER=

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# send STATUS METHOD PATH [curl arguments] – sends a request, shows the answer, and fails where the status is another.
send() {
  local wanted=$1 method=$2 path=$3 status
  shift 3
  local arguments=(--silent --show-error --request "$method" --write-out '\n%{http_code}')
  if [[ -n $TOKEN ]]; then arguments+=(--header "Authorization: Bearer $TOKEN"); fi
  ANSWER=$(curl "${arguments[@]}" "$@" "$BASE_URL$path")
  status=${ANSWER##*$'\n'}
  ANSWER=${ANSWER%$'\n'*}
  printf '%s %s\n  -> %s %.300s\n' "$method" "$path" "$status" "$ANSWER"
  [[ $status == "$wanted" ]] || fail "expected $wanted"
}

# call STATUS METHOD PATH [BODY] – the same with a JSON body.
call() {
  if [[ -n ${4:-} ]]; then
    printf '%s\n' "$4"
    send "$1" "$2" "$3" --header 'Content-Type: application/json' --data "$4"
  else
    send "$1" "$2" "$3"
  fi
}

# has TEXT, lacks TEXT – what the last answer must and must not hold.
has() { [[ $ANSWER == *"$1"* ]] || fail "no $1 in the answer"; }
lacks() { [[ $ANSWER != *"$1"* ]] || fail "$1 is in the answer"; }

# number KEY – the first number under a key of the last answer.
number() { grep -o "\"$1\":[0-9]*" <<<"$ANSWER" | head -n 1 | cut -d : -f 2; }

# log_in NAME PASSWORD – logs in by the form of OAuth 2; what follows is sent with the token.
log_in() {
  TOKEN=
  send 200 POST /users/token --data-urlencode grant_type=password \
    --data-urlencode "username=$1" --data-urlencode "password=$2"
  TOKEN=$(sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' <<<"$ANSWER")
  [[ -n $TOKEN ]] || fail "no token"
}

step "Two users register; a name is nobody else's"
call 200 POST /users/register "{\"username\": \"$ANNA\", \"password\": \"$PASSWORD\"}"
has '"complete"'
call 400 POST /users/register "{\"username\": \"$ANNA\", \"password\": \"other\"}"
has 'Username already registered'
call 200 POST /users/register "{\"username\": \"$OLEG\", \"password\": \"$PASSWORD\"}"

step "Log in by a form; a wrong password does not, and without a token nothing is made"
send 401 POST /users/token --data-urlencode "username=$ANNA" --data-urlencode password=wrong
call 401 POST /resources/ "{\"name\": \"$ROOM\", \"type\": \"meeting room\", \"capacity\": 8, \"price\": 500}"
log_in "$OLEG" "$PASSWORD"
OLEGS=$TOKEN
log_in "$ANNA" "$PASSWORD"
ANNAS=$TOKEN

step "Add a resource and change its price"
call 201 POST /resources/ "{\"name\": \"$ROOM\", \"type\": \"meeting room\", \"capacity\": 8, \"price\": 500}"
ID=$(number id)
call 400 POST /resources/ "{\"name\": \"$ROOM\", \"type\": \"car\", \"capacity\": 4, \"price\": 1}"
has 'Resource already exists'
call 200 PUT "/resources/$ID" "{\"name\": \"$ROOM\", \"type\": \"meeting room\", \"capacity\": 8, \"price\": 600}"
has '"price":600'

# during START END – a body about the resource on one day.
during() {
  printf '{"resource_id": %s, "start_time": "2031-05-05T%s:00", "end_time": "2031-05-05T%s:00"}' "$ID" "$1" "$2"
}

step "Close its morning: blocks block"
call 201 POST /schedule/ "$(during 08:00 10:00)"
has '"is_blocked":true'
call 400 POST /bookings/ "$(during 09:30 10:30)"
has 'Resource is already booked for this time'

step "Book an hour; the answer is the whole booking"
call 201 POST /bookings/ "$(during 10:00 11:00)"
has '"is_confirmed":'
FIRST=$(number id)
call 200 GET /schedule/
has "\"end_time\":\"2031-05-05T11:00:00\""

step "Somebody else cannot take it, nor call it off; the next hour is free"
TOKEN=$OLEGS
call 400 POST /bookings/ "$(during 10:59 12:00)"
call 403 DELETE "/bookings/$FIRST"
has 'Not authorized to cancel this booking'
call 201 POST /bookings/ "$(during 11:00 12:00)"
SECOND=$(number id)
call 200 GET /bookings/my
has "\"id\":$SECOND,"
lacks "\"id\":$FIRST,"
call 403 GET /bookings/

step "Cancel: the hour is free again"
TOKEN=$ANNAS
call 200 DELETE "/bookings/$FIRST"
has 'Booking cancelled successfully'
call 404 DELETE "/bookings/$FIRST"
call 201 POST /bookings/ "$(during 10:00 11:00)"

step "The admin sees all, confirms, and cancels any"
log_in "$ADMIN" "$ADMIN_PASSWORD"
call 200 GET /bookings/
has "\"id\":$SECOND,"
call 200 PUT "/bookings/$SECOND/confirm"
has '"is_confirmed":true'
call 200 DELETE "/bookings/$SECOND"

step "A booked resource leaves the offer; its bookings stay readable"
TOKEN=$ANNAS
call 200 DELETE "/resources/$ID"
call 200 GET /resources/
lacks "$ROOM"
call 200 GET /bookings/my
has "\"resource_id\":$ID,"

step "Logging out ends this login at once, and no other"
call 200 GET "/users/verify-token/$TOKEN"
call 200 POST /users/logout
has 'Successfully logged out'
call 401 GET /bookings/my
TOKEN=$OLEGS
call 200 GET /bookings/my

step "The contract writes no letters, so there is none to anybody"
if [[ -n $LETTERS ]]; then
  ANSWER=$(cat "$LETTERS"/*.eml 2>/dev/null || true)
else
  ANSWER=$(curl --silent --fail "${BASE_URL%%/dialects/*}/demo/mailbox.json" || true)
fi
lacks "$ROOM"

printf '\nThat was all of it, and all of it worked.\n'
