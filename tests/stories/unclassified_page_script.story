# A host of scripts that a product wrote into a page which any browser may open: recorded, told to nobody.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks gc.kis.v2.scr.kaspersky-labs.com of resolver
resolver answers 198.51.100.7
desk opens tls to 198.51.100.7 name gc.kis.v2.scr.kaspersky-labs.com
desk asks xx.other.scr.kaspersky-labs.com of resolver
server sends 40KiB
passes 1h
expect no alert
expect device desk service unclassified
