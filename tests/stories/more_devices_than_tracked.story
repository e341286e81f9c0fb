# More devices call than are tracked: that is told once, and again when it is over.
config:
  limits:
    devices: 1
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
device lamp 10.20.30.41 02:5a:17:00:00:18

desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update
lamp asks s07.upd.kaspersky.com of resolver
expect alert sensor message~ "more devices contact watched services"
lamp asks s08.upd.kaspersky.com of resolver
expect no alert
passes 26h
expect alert sensor count 2 message~ "no device beyond the bound"
