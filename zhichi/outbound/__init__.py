"""Messages that leave the house: typed rows that anybody below the channels may queue and the channels deliver."""
