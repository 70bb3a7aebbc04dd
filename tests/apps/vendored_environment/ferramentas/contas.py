def dobro(n):
    return 2 * n
