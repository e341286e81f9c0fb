# A port alone accuses nobody: an inner server on the administration server's port that never calls the vendor, and the same port outside.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device lamp 10.20.30.41 02:5a:17:00:00:41
device box 10.20.30.5 02:5a:17:00:00:05

desk opens tcp to 10.20.30.5:13000
desk sends 100B
lamp opens tcp to 198.51.100.99:13000
lamp sends 100B
passes 1h
expect no alert
expect device desk service console state suspected relay none marks~ 13000/tcp
expect no device lamp
expect no device box
