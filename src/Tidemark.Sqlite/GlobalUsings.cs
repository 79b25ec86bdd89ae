global using Tidemark.Stores;
