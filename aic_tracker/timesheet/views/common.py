from flask import Blueprint

bp = Blueprint("timesheet", __name__)
