"""Days as people write them, in English, German and Chinese: `next friday`, `am 4. Dezember`, 下周一."""
