# A new name below the vendor's domain is told once per device, at notice, whatever further names follow.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device lamp 10.20.30.41 02:5a:17:00:00:41
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks brand-new.kaspersky.com of resolver
expect alert unclassified device desk severity notice service unclassified name brand-new.kaspersky.com
resolver answers 198.51.100.7
desk opens tls to 198.51.100.7 name brand-new.kaspersky.com
desk asks even-newer.kaspersky.com of resolver
restart
desk asks brand-new.kaspersky.com of resolver
passes 1h
expect no alert
lamp asks brand-new.kaspersky.com of resolver
expect alert unclassified device lamp
expect device desk service unclassified state exempt
