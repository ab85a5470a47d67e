print("penguins")
