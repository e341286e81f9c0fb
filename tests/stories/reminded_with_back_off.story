# A device that calls on is told again after a day, then after two, and then after four.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update
passes 12h
desk asks s07.upd.kaspersky.com of resolver
passes 11h
expect no alert
passes 2h
expect alert continuing device desk service update count 2 message~ "goes on asking for"
desk asks s07.upd.kaspersky.com of resolver
passes 46h
expect no alert
passes 2h
expect alert continuing device desk service update count 3
desk asks s07.upd.kaspersky.com of resolver
passes 94h
expect no alert
passes 2h
expect alert continuing device desk service update count 4
