
# The history of a venue.

history = History
history-from = From
history-until = Until
history-by = Who
history-any-by = Everybody
history-act = What was done
history-any-act = Everything
history-about = To what
history-any-about = Anything
history-show = Show
history-whole = Show everything
history-table = Export as CSV
history-bad-days = please give days, the last of them not before the first.
history-bad = please choose something that there is.
history-empty = Nothing of that has happened.
history-all = Everything about it
history-pages = Pages of the history
history-latest = The latest
history-older = Older
history-nobody = Somebody whose account is gone
history-channel = Bookings through { $channel }
history-did = { $act ->
    [book] Booked
    [confirm] Booking accepted
    [decline] Request declined
    [decline_rival] Request declined in favour of another
    [cancel] Booking cancelled
    [ask_to_cancel] Asked to cancel
    [move] Booking moved
    [seat] Party arrived
    [finish] Party left
    [no_show] Noted as no-show
    [undo] Taken back
    [walk_in] Party at the door seated
    [expire] Request lapsed unanswered
    [block] Time closed
    [unblock] Time opened again
    [publish_slot] Slot published
    [edit_slot] Slot changed
    [withdraw_slot] Slot withdrawn
    [retire_resource] Taken out of the offer
    [delete_resource] Deleted
    [change_venue] Details of the venue changed
    [change_hours] Opening hours changed
    [lay_floor] The floor plan was drawn
    [change_rules] Rules changed
    [add_resource] Added
    [change_resource] Changed
    [invite] Invited
    [add_member] Account made
    [set_role] Role changed
    [remove_member] Role taken away
    [block_member] Shut out
    [unblock_member] Let in again
    [add_key] Key for a program made
    [revoke_key] Key taken back
    [erase_guest] A guest’s data erased
   *[other] { $act }
}
