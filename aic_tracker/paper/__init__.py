"""What leaves on paper or in a spreadsheet: values laid out, with no knowledge of where they come from."""
