from transformers import HfArgumentParser, TrainingArguments

HfArgumentParser(TrainingArguments)
