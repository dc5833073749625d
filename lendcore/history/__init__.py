"""The record of every change: who, when, from where, before and after."""
