"""Forms: what is asked, and what was answered; pure, without screen or storage."""
