"""What the pages of assignments and of experts share: their blueprint."""

from flask import Blueprint

bp = Blueprint("expertise", __name__)
