# A certificate of the vendor's own authority, towards a bare address: suspected in the ledger, and no alert.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens tls to 198.51.100.81
server shows certificate 198-51-100-81.example issuer "Kaspersky Lab Public Services TLS CA"
passes 1min
expect no alert
expect device desk service telemetry state suspected after.count 1 marks~ issuer
