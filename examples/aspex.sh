#!/usr/bin/env bash
# The whole life of a booking as a client of `aspex` lives it: register, look for a table, book, change, cancel, read the
# letters; then an admin adds, renames and deletes a table.
#
#   bronya demo                 # in one terminal
#   examples/aspex.sh           # in another
#
# Or against a server of yours (`--limits off`, for the story may be told more than ten times an hour):
#
#   bronya seed aspex --database sqlite:try.db --admin-emails admin@aspex.example
#   bronya serve --database sqlite:try.db --limits off
#   LETTERS=try.db.letters examples/aspex.sh
#
# BASE_URL  where the dialect is reached; with a port of its own, only that
# LETTERS   the folder with letters as .eml files; without it the demo's mailbox is asked
# ADMIN     an address of the setting admin_emails
# PASSWORD  what he registered with, if he did before
set -euo pipefail

BASE_URL=${BASE_URL:-http://127.0.0.1:9000/dialects/aspex}
LETTERS=${LETTERS:-}
ADMIN=${ADMIN:-admin@aspex.example}
PASSWORD=${PASSWORD:-"correct horse battery"}

ME="anna-$(date +%s)-$$@example.org"
PHONE="+7912$(printf %07d $((RANDOM * 300 + RANDOM % 300)))"
DAY=$(date -u -d '2 days' +%F 2>/dev/null || date -u -v+2d +%F)
TOKEN=
ANSWER=

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# call STATUSES METHOD PATH [BODY] – sends a request, shows the answer, and fails where the status is none of these.
call() {
  local wanted=$1 method=$2 path=$3 body=${4:-} status
  local arguments=(--silent --show-error --request "$method" --write-out '\n%{http_code}')
  if [[ -n $TOKEN ]]; then arguments+=(--header "Authorization: Bearer $TOKEN"); fi
  if [[ -n $body ]]; then arguments+=(--header 'Content-Type: application/json' --data "$body"); fi
  printf '%.300s\n' "$method $path $body"
  ANSWER=$(curl "${arguments[@]}" "$BASE_URL$path")
  status=${ANSWER##*$'\n'}
  ANSWER=${ANSWER%$'\n'*}
  printf '%.300s\n' "  -> $status $ANSWER"
  [[ " $wanted " == *" $status "* ]] || fail "expected $wanted"
}

# has TEXT – fails where the last answer does not hold it.
has() { [[ $ANSWER == *"$1"* ]] || fail "no $1 in the answer"; }

# word KEY – the first text under a key of the last answer; number KEY – the first number.
word() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$ANSWER" | head -n 1; }
number() { grep -o "\"$1\":[0-9]*" <<<"$ANSWER" | head -n 1 | cut -d : -f 2; }

# letter SUBJECT – waits until a letter to me with that subject has come.
letter() {
  local tries found
  for tries in $(seq 1 40); do
    if [[ -n $LETTERS ]]; then
      found=$(grep -l "$ME" "$LETTERS"/*.eml 2>/dev/null | xargs -r grep -l "^Subject: $1" || true)
    else
      found=$(curl --silent "${BASE_URL%%/dialects/*}/demo/mailbox.json" | sed 's/},{/}\n{/g' \
        | grep -F "$ME" | grep -F "\"subject\":\"$1" || true)
    fi
    if [[ -n $found ]]; then printf 'The letter has come: %s …\n' "$1"; return; fi
    sleep 0.5
  done
  fail "no letter \"$1\" to $ME"
}

step "Register: the answer brings a token for an hour"
call 201 POST /auth/register \
  "{\"email\": \"$ME\", \"password\": \"$PASSWORD\", \"phone_number\": \"$PHONE\", \"full_name\": \"Anna Ilina\"}"
has '"token_type":"bearer"'

step "Somebody else cannot take the address"
call 409 POST /auth/register \
  "{\"email\": \"$ME\", \"password\": \"$PASSWORD\", \"phone_number\": \"${PHONE}0\", \"full_name\": \"Another Anna\"}"
has 'User with this email already exists.'

step "Log in; a wrong password does not"
call 401 POST /auth/login "{\"email\": \"$ME\", \"password\": \"wrong horse\"}"
call 200 POST /auth/login "{\"email\": \"$ME\", \"password\": \"$PASSWORD\"}"
TOKEN=$(word access_token)

step "Which tables for two are free on $DAY at 13:00?"
call 200 GET "/tables/available?date=$DAY&time=13:00&guests=2"
TABLE=$(number id)
[[ -n $TABLE ]] || fail "every table is taken on $DAY"

step "Book table $TABLE"
call 201 POST /bookings/ "{\"table_id\": $TABLE, \"date\": \"$DAY\", \"time\": \"13:00\", \"guests\": 2}"
has '"canceled_at":null'
BOOKING=$(sed 's/"table":{[^}]*}//' <<<"$ANSWER" | grep -o '"id":[0-9]*' | cut -d : -f 2)
letter "Booking confirmed"

step "It cannot be booked twice, and not outside of opening hours"
call 409 POST /bookings/ "{\"table_id\": $TABLE, \"date\": \"$DAY\", \"time\": \"14:59\"}"
call 400 POST /bookings/ "{\"table_id\": $TABLE, \"date\": \"$DAY\", \"time\": \"11:59\"}"
has 'Booking is available from 12:00 to 20:00.'

step "My bookings"
call 200 GET /bookings/my
has "\"start_at\":\"${DAY}T13:00:00Z\""

step "Another time"
call 200 PATCH "/bookings/$BOOKING" "{\"date\": \"$DAY\", \"time\": \"13:30\"}"
has "\"end_at\":\"${DAY}T15:30:00Z\""
letter "Booking changed"

step "Cancel; a second time there is nothing to cancel"
call 200 DELETE "/bookings/$BOOKING"
call 409 DELETE "/bookings/$BOOKING"
has 'Booking was already canceled.'
letter "Booking cancelled"

step "A user is no admin"
call 403 GET /admin/tables/

step "An admin is whoever registered with an address of admin_emails"
TOKEN=
LOGIN="{\"email\": \"$ADMIN\", \"password\": \"$PASSWORD\"}"
if curl --silent --fail --output /dev/null --json "$LOGIN" "$BASE_URL/auth/login"; then
  call 200 POST /auth/login "$LOGIN"
else
  call "201 409" POST /auth/register \
    "{\"email\": \"$ADMIN\", \"password\": \"$PASSWORD\", \"phone_number\": \"${PHONE}1\", \"full_name\": \"The Admin\"}"
  [[ $ANSWER != *'"conflict"'* ]] || fail "$ADMIN registered before under another password; set PASSWORD to that one"
fi
TOKEN=$(word access_token)

step "He adds a table, renames it, and deletes it again, for it was never booked"
NAME="Terrace $$-$RANDOM"
call 201 POST /admin/tables/ "{\"name\": \"$NAME\", \"seats\": 8}"
NEW=$(number id)
call 200 PATCH "/admin/tables/$NEW" "{\"name\": \"$NAME, covered\", \"seats\": 7}"
call 204 DELETE "/admin/tables/$NEW"

step "A table that was booked stays"
call 409 DELETE "/admin/tables/$TABLE"
has 'Table cannot be deleted while bookings exist.'

step "What was counted meanwhile"
curl --silent "$BASE_URL/metrics" | grep '^http_requests_total'

printf '\nThe story is told: everything went as the contract says.\n'
