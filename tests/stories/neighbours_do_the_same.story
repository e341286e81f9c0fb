# Two devices do the same within a moment, and neither stands for the other: both are named.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18

desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
other opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device desk
expect alert opened device other via none
